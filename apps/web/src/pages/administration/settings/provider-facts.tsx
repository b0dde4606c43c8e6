import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Anchor, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { IntegrationsIntegration } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import { healthQuery } from '../health/health-queries.ts'
import { Facts } from '../parts/facts.tsx'
import { Section } from '../parts/section.tsx'

/** What is known of the interface of a provider, and whether it is in use. */
export function ProviderFacts({ provider }: { provider: IntegrationsIntegration }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { facts, homepage, notes, terms } = provider
  return (
    <>
      <Section title={t`About the provider`}>
        <Facts
          facts={[
            [t`Used by`, <UsedBy key="used" integration={provider.integration} />],
            [
              t`Website`,
              homepage !== null && (
                <Anchor key="home" href={homepage} rel="noreferrer" target="_blank">
                  {homepage}
                </Anchor>
              ),
            ],
            [t`Closed to new clients`, facts.closedToNewClients],
            [t`Interface ends on`, facts.sunsetDate !== null && formats.date(facts.sunsetDate)],
            [t`Followed by`, facts.successor],
            [t`People per client`, facts.userCap !== null && t`At most ${formats.number(facts.userCap)}`],
            [
              t`How far back it can be read`,
              facts.historyLimitDays !== null && <Days days={facts.historyLimitDays} />,
            ],
            [t`Read after connecting`, facts.backfillDays > 0 && <Days days={facts.backfillDays} />],
            [
              t`Synced every`,
              facts.syncEveryMinutes !== null && formats.duration(facts.syncEveryMinutes * 60),
            ],
          ]}
        />
      </Section>
      {notes.length > 0 && (
        <Section title={t`Good to know`}>
          <List size="sm" spacing={4}>
            {notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        </Section>
      )}
      {terms.length > 0 && (
        <Section title={t`What the terms of the provider forbid`}>
          <List size="sm" spacing={4}>
            {terms.map(({ forbids, sentence, citation, checkedOn }) => (
              <List.Item key={forbids}>
                {sentence}{' '}
                <Anchor href={citation} rel="noreferrer" target="_blank" size="sm">
                  <Trans>Source, read on {formats.date(checkedOn)}</Trans>
                </Anchor>
              </List.Item>
            ))}
          </List>
        </Section>
      )}
    </>
  )
}

function Days({ days }: { days: number }) {
  return <Plural value={days} one="# day" other="# days" />
}

/** How many connections people have. */
function UsedBy({ integration }: { integration: string }) {
  const { data } = useQuery(healthQuery)
  const connections = data?.find(({ plugin }) => plugin === integration)?.connections
  if (connections === undefined || connections === null)
    return (
      <Text size="sm" component="span">
        –
      </Text>
    )
  const count = Object.values(connections).reduce((sum, each) => sum + each, 0)
  return <Plural value={count} _0="no connection" one="# connection" other="# connections" />
}
