import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Paper, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import type { EnrichmentEnricherState } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import { useEnricherNames } from './use-enricher-names.ts'

interface EnricherCountsProps {
  readonly works: number
  readonly enrichers: readonly EnrichmentEnricherState[]
}

/** How many works each source has looked up. */
export function EnricherCounts({ works, enrichers }: EnricherCountsProps) {
  return (
    <Stack gap="xs">
      <Text>
        <Plural
          value={works}
          one="Your library has # title: all plays of a song are one."
          other="Your library has # titles: all plays of a song are one."
        />
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {enrichers.map((enricher) => (
          <SourceCard key={enricher.enricher} source={enricher} />
        ))}
      </SimpleGrid>
    </Stack>
  )
}

function SourceCard({ source }: { readonly source: EnrichmentEnricherState }) {
  const { t } = useLingui()
  const { number, relative } = useFormats()
  const enricherName = useEnricherNames()
  const { enricher, counts, isActive, restsUntil } = source
  const waiting = counts.pending + counts.enriching
  const all = waiting + counts.done + counts.failed
  const ended = all === 0 ? 1 : (all - waiting) / all
  const name = enricherName(enricher)
  const parts = [
    t`${number(counts.done)} done`,
    waiting > 0 ? t`${number(waiting)} waiting` : '',
    counts.failed > 0 ? t`${number(counts.failed)} failed` : '',
    counts.skipped > 0 ? t`${number(counts.skipped)} left out` : '',
  ]
  return (
    <Paper withBorder p="sm" component="article" aria-label={name}>
      <Stack gap={6}>
        <Title order={2} size="h5">
          {name}
        </Title>
        <Progress value={ended * 100} aria-label={t`Looked up by ${name}`} />
        <Text size="sm">{parts.filter((part) => part !== '').join(' · ')}</Text>
        {!isActive && (
          <Text size="sm" c="dimmed">
            <Trans>Not set up at present.</Trans>
          </Text>
        )}
        {isActive && restsUntil !== null && waiting > 0 && (
          <Text size="sm" c="dimmed">
            <Trans>Goes on {relative(restsUntil)}.</Trans>
          </Text>
        )}
      </Stack>
    </Paper>
  )
}
