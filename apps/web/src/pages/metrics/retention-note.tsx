import { Trans } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { MetricsCatalogueMetric } from '@tributary/client'
import { measurementRetentionQuery } from '../../api/measurement-retention.ts'
import { useRetentionWords } from '../../components/use-retention-words.ts'

/** Tells a person with measurements that older ones are summarized. Nothing where all are kept. */
export function RetentionNote({ catalogue }: { readonly catalogue: readonly MetricsCatalogueMetric[] }) {
  const words = useRetentionWords()
  const hasMeasurements = catalogue.some(({ kind, hasValues }) => kind === 'measurement' && hasValues)
  const { data } = useQuery({ ...measurementRetentionQuery, enabled: hasMeasurements })
  const told = hasMeasurements && data !== undefined ? words(data) : undefined
  if (told === undefined) return null
  return (
    <Text size="sm" c="dimmed" maw="60rem">
      {told} <Trans>The daily values in charts are all kept.</Trans>
    </Text>
  )
}
