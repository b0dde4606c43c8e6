import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import type { MetricsCatalogueMetric, MetricsMetricSeries } from '@tributary/client'
import { useMemo } from 'react'
import { Empty } from '../../components/empty.tsx'
import { useOriginNames } from '../../components/use-origin-names.ts'
import { useFormats } from '../../i18n/formats.ts'
import { countDays } from '../../i18n/local-dates.ts'
import { MetricChart } from './metric-chart.tsx'
import { type DateRange, type Period, rangeBefore } from './metrics-search.ts'
import { datesOfPeriod, periodsOf } from './periods.ts'
import { groupByUnit, labelsOf, shownSeries } from './shown-series.ts'
import type { MetricsView } from './use-metrics-view.ts'
import { useMissingDays } from './use-missing-days.ts'

interface MetricChartsProps {
  readonly view: MetricsView
  readonly catalogue: readonly MetricsCatalogueMetric[]
  readonly series: readonly MetricsMetricSeries[]
  readonly before: readonly MetricsMetricSeries[] | undefined
}

const ONE_HEIGHT = 320
const SEVERAL_HEIGHT = 200

/** A chart for each unit; their cursors move together. */
export function MetricCharts({ view, catalogue, series, before }: MetricChartsProps) {
  const { t } = useLingui()
  const originName = useOriginNames()
  const { range, per, change } = view
  const periodLabel = usePeriodLabel(per, range)
  const chosen = catalogue.filter(({ metric }) => view.metrics.includes(metric))
  const reasons = useMissingDays(chosen, range)
  const periods = useMemo(() => periodsOf(range, per), [range, per])
  const groups = useMemo(
    () =>
      groupByUnit(
        shownSeries({ series, before, periods, periodsBefore: periodsOf(rangeBefore(range), per), per }),
      ),
    [series, before, periods, range, per],
  )
  const labels = labelsOf(chosen, originName)
  const pick = (metric: string, start: string) => {
    if (per === 'day') change({ explain: metric, on: start })
    // A week or month is made of days: they are shown.
    else change({ ...datesOfPeriod(start, per, range), range: undefined, per: undefined })
  }
  if (series.every(({ points }) => points.length === 0))
    return (
      <Empty title={t`There are no values in this time`}>{t`Choose a longer time, or other metrics.`}</Empty>
    )
  return (
    <Stack gap="md">
      {groups.map((group) => (
        <MetricChart
          key={group[0]?.metric}
          series={group}
          labels={labels}
          periods={periods}
          per={per}
          reasons={reasons}
          periodLabel={periodLabel}
          height={groups.length === 1 ? ONE_HEIGHT : SEVERAL_HEIGHT}
          onPick={pick}
        />
      ))}
    </Stack>
  )
}

/** How a day, week or month is written; one that the range cuts off says how much of it is there. */
function usePeriodLabel(per: Period, range: DateRange): (start: string) => string {
  const { t } = useLingui()
  const { date } = useFormats()
  if (per === 'day') return (start) => date(start, { dateStyle: 'medium' })
  return (start) => {
    const monday = date(start)
    const name = per === 'week' ? t`Week of ${monday}` : date(start, { month: 'long', year: 'numeric' })
    const { from, to } = datesOfPeriod(start, per, range)
    const { from: first, to: last } = datesOfPeriod(start, per, { from: start, to: '9999-12-31' })
    if (from === first && to === last) return name
    const days = plural(countDays(from, to), { one: '# day of it', other: '# days of it' })
    return `${name} (${days})`
  }
}
