import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { RulesRule } from '@tributary/client'
import { useState } from 'react'
import { Empty } from '../../../components/empty.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { channelsQuery } from '../channels/channel-queries.ts'
import { DeliverySection } from '../delivery-section.tsx'
import { Section } from '../section.tsx'
import { FiringRow } from './firing-row.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { firingsQuery, rulesQuery } from './rule-queries.ts'
import { RuleRow } from './rule-row.tsx'

/** What a person wants to be told, or to have started, when something in their data happens. */
export function RulesPage() {
  const { t } = useLingui()
  const rules = useQuery(rulesQuery)
  const channels = useQuery(channelsQuery)
  const firings = useInfiniteQuery(firingsQuery)
  const [edited, setEdited] = useState<RulesRule | 'new' | undefined>()
  const hasChannels = (channels.data ?? []).length > 0
  const hasRules = (rules.data ?? []).length > 0
  const add = (
    <Button onClick={() => setEdited('new')}>
      <Trans>Add a rule</Trans>
    </Button>
  )
  return (
    <>
      <Section
        title={t`Rules`}
        description={t`Each day, item or import is told once, from the moment you add a rule. What was there before is no news.`}
        actions={hasChannels && hasRules && add}
      >
        <QueryState query={channels}>
          {() => (
            <QueryState
              query={rules}
              isEmpty={(items) => items.length === 0}
              empty={
                hasChannels ? (
                  <Empty title={t`No rules yet`} action={add}>
                    <Trans>Be told when the steps of a day pass 10,000, or when an import ends.</Trans>
                  </Empty>
                ) : (
                  <Empty
                    title={t`No channel yet`}
                    action={
                      <LinkButton to="/me/notifications">
                        <Trans>Go to the channels</Trans>
                      </LinkButton>
                    }
                  >
                    <Trans>A rule sends through one of your channels. Add one first.</Trans>
                  </Empty>
                )
              }
            >
              {(items) =>
                items.map((rule) => <RuleRow key={rule.id} rule={rule} onEdit={() => setEdited(rule)} />)
              }
            </QueryState>
          )}
        </QueryState>
      </Section>
      {hasRules && (
        <DeliverySection
          query={firings}
          empty={<Trans>No rule has fired yet.</Trans>}
          row={(firing) => <FiringRow key={firing.id} firing={firing} />}
        />
      )}
      {edited !== undefined && (
        <RuleDialog
          rule={edited === 'new' ? undefined : edited}
          channels={channels.data ?? []}
          onClose={() => setEdited(undefined)}
        />
      )}
    </>
  )
}
