import { useLingui } from '@lingui/react/macro'
import { Group, MultiSelect, Text } from '@mantine/core'
import type { MetricsCatalogueMetric } from '@tributary/client'
import { useOriginNames } from '../../components/use-origin-names.ts'

interface MetricPickerProps {
  readonly catalogue: readonly MetricsCatalogueMetric[]
  readonly chosen: readonly string[]
  readonly onChange: (metrics: string[]) => void
}

/** The API answers no more at a time. */
const MOST_METRICS = 10

/** Chooses daily metrics from the catalogue, by integration; those with values come first. */
export function MetricPicker({ catalogue, chosen, onChange }: MetricPickerProps) {
  const { t } = useLingui()
  const originName = useOriginNames()
  const daily = catalogue.filter(({ kind }) => kind === 'daily')
  const known = new Map(daily.map((metric) => [metric.metric, metric]))
  const groups = Map.groupBy(
    daily.filter(({ hasValues, available }) => hasValues || available),
    ({ integration }) => integration,
  )
  const data = [...groups]
    .map(([integration, metrics]) => ({
      group: originName(integration),
      hasValues: metrics.some(({ hasValues }) => hasValues),
      items: metrics
        .toSorted((one, other) => Number(other.hasValues) - Number(one.hasValues))
        .map(({ metric, label }) => ({ value: metric, label })),
    }))
    .toSorted((one, other) => Number(other.hasValues) - Number(one.hasValues))
  return (
    <MultiSelect
      label={t`Metrics`}
      placeholder={chosen.length === 0 ? t`Search` : ''}
      data={[...data, ...unknownOf(chosen, known)]}
      value={[...chosen]}
      onChange={onChange}
      maxValues={MOST_METRICS}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t`Remove all metrics` }}
      nothingFoundMessage={t`No metric has this name`}
      maxDropdownHeight={360}
      renderOption={({ option }) => {
        const { unit = null, hasValues = false } = known.get(option.value) ?? {}
        return (
          <Group justify="space-between" wrap="nowrap" w="100%" gap="xs">
            <Text size="sm">{option.label}</Text>
            <Text size="xs" c="dimmed">
              {hasValues ? unit : t`no values yet`}
            </Text>
          </Group>
        )
      }}
    />
  )
}

/** A metric of a link that the catalogue does not have any more is shown by its name, and can be removed. */
function unknownOf(chosen: readonly string[], known: ReadonlyMap<string, unknown>) {
  return chosen.filter((metric) => !known.has(metric)).map((metric) => ({ value: metric, label: metric }))
}
