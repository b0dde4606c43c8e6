import { useLingui } from '@lingui/react/macro'
import { Card, Stack, Title } from '@mantine/core'
import { useMemo } from 'react'
import type { ChartPoint, ChartSeries } from '../../components/chart/chart-series.ts'
import { ChartTable } from '../../components/chart/chart-table.tsx'
import { LineChart } from '../../components/chart/line-chart.tsx'
import type { DayReason } from './day-states.ts'
import { useMetricFormat } from './metric-format.ts'
import { MetricSummary } from './metric-summary.tsx'
import type { Period } from './metrics-search.ts'
import type { ShownSeries } from './shown-series.ts'
import { useDayStateNames } from './use-missing-days.ts'

interface MetricChartProps {
  readonly series: readonly ShownSeries[]
  readonly labels: ReadonlyMap<string, string>
  readonly periods: readonly string[]
  readonly per: Period
  readonly reasons: (metric: string) => ReadonlyMap<string, DayReason>
  readonly periodLabel: (start: string) => string
  readonly height: number
  readonly onPick: (metric: string, start: string) => void
}

/** The metrics of one unit: their lines, their table, and each in a sentence. */
export function MetricChart({ series, labels, periods, per, height, ...rest }: MetricChartProps) {
  const { reasons, periodLabel, onPick } = rest
  const lines = useLines({ series, labels, periods, per, reasons })
  const label = series.map(({ metric }) => labels.get(metric) ?? metric).join(', ')
  const pick = ({ seriesIndex, dateIndex }: ChartPoint) => {
    const metric = lines[seriesIndex]?.key.split(' ')[0]
    const start = periods[dateIndex]
    if (metric !== undefined && start !== undefined) onPick(metric, start)
  }
  const shared = { label, dates: periods, series: lines, dateLabel: periodLabel, onPick: pick }
  return (
    <Card withBorder component="section" aria-label={label}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {label}
        </Title>
        {series[0]?.type === 'text' ? (
          <ChartTable {...shared} />
        ) : (
          <LineChart {...shared} height={height} sync="metrics" />
        )}
        {series.map((each) => (
          <MetricSummary
            key={each.metric}
            series={each}
            label={series.length === 1 ? undefined : labels.get(each.metric)}
            periods={periods}
            per={per}
            reasons={reasons(each.metric)}
          />
        ))}
      </Stack>
    </Card>
  )
}

function useLines({
  series,
  labels,
  periods,
  per,
  reasons,
}: Pick<MetricChartProps, 'series' | 'labels' | 'periods' | 'per' | 'reasons'>): ChartSeries[] {
  const { t } = useLingui()
  const format = useMetricFormat()
  const nameState = useDayStateNames()
  // What the lines are made of changes with the answers only; functions that write values do not redraw them.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => {
    const lines = series.map((each, index) => {
      const { metric, unit, type, plotted } = each
      const write = (value: number) =>
        plotted.textOf?.(value) ??
        (type === 'boolean' && per === 'day' ? format.value(value === 1, null) : format.number(value, unit))
      return {
        key: metric,
        label: labels.get(metric) ?? metric,
        values: plotted.values,
        format: write,
        formatMark: (value: number) =>
          plotted.textOf?.(value) ?? (unit === 'min' ? hoursOf(value) : format.number(value, null)),
        isMinutes: type === 'time' || unit === 'min',
        reason: (place: number) => {
          if (per !== 'day') return undefined
          const state = reasons(metric).get(periods[place] ?? '')?.state
          return state === undefined ? undefined : nameState(state)
        },
        index,
      }
    })
    const compared = series.flatMap(({ metric, before }, index) => {
      const line = lines[index]
      if (before === undefined || line === undefined) return []
      const { reason: _, ...rest } = line
      return [
        {
          ...rest,
          key: `${metric} before`,
          label: t`${{ label: line.label }} before`,
          values: before.plotted.values,
          comparedWith: index,
        },
      ]
    })
    return [...lines, ...compared]
  }, [series, labels, periods, per, reasons])
}

/** Minutes at the axis: `7:30 h`. */
function hoursOf(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(Math.round(minutes % 60)).padStart(2, '0')} h`
}
