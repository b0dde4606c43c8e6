import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Table, Text } from '@mantine/core'
import type { EnrichmentEnrichedWork } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import { DoubtfulBadge } from './doubtful-badge.tsx'
import { useChangeWork } from './use-change-work.ts'
import { useEnricherNames } from './use-enricher-names.ts'
import { useFactText } from './use-fact-text.ts'
import { FACT_NAMES } from './words.ts'

const BY_HAND = 'person'

/** Each fact, with who says so. */
export function FactTable({ work }: { readonly work: EnrichmentEnrichedWork }) {
  const { t, i18n } = useLingui()
  const textOf = useFactText()
  return (
    <Table verticalSpacing={6}>
      <Table.Caption className="visually-hidden">{t`Genres, tags and more`}</Table.Caption>
      <Table.Tbody>
        {Object.entries(FACT_NAMES).flatMap(([name, label]) => {
          const fact = work.facts[name]
          if (fact === undefined) return []
          const text = textOf(name, fact.value)
          return [
            <Table.Tr key={name}>
              <Table.Th scope="row" w="30%" fw={500} style={{ verticalAlign: 'top' }}>
                {i18n._(label)}
              </Table.Th>
              <Table.Td>
                <Text size="sm">{text === '' ? t`None` : text}</Text>
                <Origins work={work} name={name} origins={fact.origins} label={i18n._(label)} />
              </Table.Td>
            </Table.Tr>,
          ]
        })}
      </Table.Tbody>
    </Table>
  )
}

interface OriginsProps {
  readonly work: EnrichmentEnrichedWork
  readonly name: string
  readonly label: string
  readonly origins: readonly string[]
}

/** By whom, how sure and when; a correction can be withdrawn. */
function Origins({ work, name, label, origins }: OriginsProps) {
  const { t } = useLingui()
  const { percent, date, localDate } = useFormats()
  const enricherName = useEnricherNames()
  const { correct } = useChangeWork(work.id)
  const on = (instant: string | null | undefined) =>
    instant === null || instant === undefined ? '' : date(localDate(instant))
  if (origins.includes(BY_HAND))
    return (
      <Group gap="xs">
        <Text size="xs" c="dimmed">
          {t`Corrected by you`}
        </Text>
        <Button
          variant="subtle"
          size="compact-xs"
          aria-label={t`Withdraw the correction: ${label}`}
          onClick={() => correct.mutate({ [name]: null })}
          loading={correct.isPending}
        >
          <Trans>Withdraw</Trans>
        </Button>
      </Group>
    )
  return origins.map((origin) => {
    const answer = work.answers.find(({ enricher }) => enricher === origin)
    const sure = answer?.confidence
    const parts = [
      enricherName(origin),
      sure === null || sure === undefined ? '' : t`${percent(sure)} sure`,
      on(answer?.answeredAt),
    ]
    return (
      <Group key={origin} gap={6}>
        <Text size="xs" c="dimmed">
          {parts.filter((part) => part !== '').join(' · ')}
        </Text>
        {answer?.doubtful === true && <DoubtfulBadge />}
      </Group>
    )
  })
}
