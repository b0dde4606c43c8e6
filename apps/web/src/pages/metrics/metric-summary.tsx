import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { useFormats } from '../../i18n/formats.ts'
import { countMissing, type DayReason } from './day-states.ts'
import { useMetricFormat } from './metric-format.ts'
import type { Period } from './metrics-search.ts'
import { startOfPeriod } from './periods.ts'
import type { ShownSeries } from './shown-series.ts'
import { summarizePoints } from './summarize-points.ts'

interface MetricSummaryProps {
  readonly series: ShownSeries
  /** Its name, where several metrics are in one chart. */
  readonly label: string | undefined
  readonly periods: readonly string[]
  readonly per: Period
  readonly reasons: ReadonlyMap<string, DayReason>
}

/** A metric in a sentence: its sum or average, the change, and how many days are missing and why. */
export function MetricSummary({ series, label, periods, per, reasons }: MetricSummaryProps) {
  const { t } = useLingui()
  const { percent } = useFormats()
  const format = useMetricFormat()
  const now = summaryOf(series, series.points, { periods, per })
  const before =
    series.before === undefined
      ? null
      : summaryOf({ ...series, plotted: series.before.plotted }, series.before.points, undefined)
  const write = (value: number) => series.plotted.textOf?.(value) ?? format.number(value, series.unit)
  const parts: string[] = []
  if (now !== null) parts.push(`${functionName()} ${write(now)}`)
  if (now !== null && before !== null && before !== 0 && series.type === 'number') {
    const change = percent(Math.abs(now / before - 1))
    const value = write(before)
    parts.push(
      now >= before ? t`${change} more than before (${value})` : t`${change} less than before (${value})`,
    )
  }
  if (per === 'day') parts.push(...missingDays())
  return (
    <Text size="sm" c="dimmed">
      {label !== undefined && (
        <Text span inherit fw={600}>
          {label}:{' '}
        </Text>
      )}
      {parts.join(' · ')}
    </Text>
  )

  function functionName(): string {
    return {
      sum: t`Total`,
      avg: t`Average`,
      min: t`Lowest`,
      max: t`Highest`,
      last: t`Last`,
      count: t`Count`,
    }[series.function]
  }

  function missingDays(): string[] {
    const values = series.plotted.values
    const { empty, failed, missing } = countMissing(periods, values, reasons)
    const present = values.filter((value) => value !== null).length
    const all = periods.length
    return [
      t`${present} of ${all} days have a value`,
      ...(empty > 0
        ? [
            plural(empty, {
              one: '# day without data at the provider',
              other: '# days without data at the provider',
            }),
          ]
        : []),
      ...(failed > 0
        ? [plural(failed, { one: 'reading # day failed', other: 'reading # days failed' })]
        : []),
      ...(missing > 0
        ? [
            series.metric.startsWith('manual.')
              ? plural(missing, { one: '# day not entered', other: '# days not entered' })
              : plural(missing, { one: '# day not read yet', other: '# days not read yet' }),
          ]
        : []),
    ]
  }
}

/** Of numbers by their points; of times by their places on the axis. */
function summaryOf(
  { type, function: by, plotted }: Pick<ShownSeries, 'type' | 'function' | 'plotted'>,
  points: ShownSeries['points'],
  view: { readonly periods: readonly string[]; readonly per: Period } | undefined,
): number | null {
  if (type === 'text') return null
  if (type === 'number' || view === undefined)
    return summarizePoints(
      points.flatMap(({ value, dayCount }) => (typeof value === 'number' ? [{ value, dayCount }] : [])),
      by,
    )
  const dayCounts = new Map(points.map(({ from, dayCount }) => [startOfPeriod(from, view.per), dayCount]))
  return summarizePoints(
    view.periods.flatMap((start, index) => {
      const value = plotted.values[index] ?? null
      return value === null ? [] : [{ value, dayCount: dayCounts.get(start) ?? 1 }]
    }),
    by === 'count' ? 'sum' : by,
  )
}
