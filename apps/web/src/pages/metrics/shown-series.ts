import type { MetricsCatalogueMetric, MetricsMetricSeries } from '@tributary/client'
import type { Period } from './metrics-search.ts'
import { alignPoints } from './periods.ts'
import { type PlottedValues, plottedValues } from './plotted-values.ts'

/** A metric of the view with its values, and those of the time before. */
export interface ShownSeries {
  readonly metric: string
  readonly label: string
  readonly unit: string | null
  readonly type: MetricsMetricSeries['type']
  readonly function: MetricsMetricSeries['function']
  readonly points: MetricsMetricSeries['points']
  readonly plotted: PlottedValues
  readonly before:
    | { readonly points: MetricsMetricSeries['points']; readonly plotted: PlottedValues }
    | undefined
}

interface Shown {
  readonly series: readonly MetricsMetricSeries[]
  readonly before: readonly MetricsMetricSeries[] | undefined
  readonly periods: readonly string[]
  readonly periodsBefore: readonly string[]
  readonly per: Period
}

/** The values of the answer for every period of the view. */
export function shownSeries({ series, before, periods, periodsBefore, per }: Shown): ShownSeries[] {
  return series.map((each) => {
    const previous = before?.find(({ metric }) => metric === each.metric)
    const values = alignPoints(each.points, periods, per)
    const valuesBefore = alignPoints(previous?.points ?? [], periodsBefore, per).slice(0, periods.length)
    // Together, so that times of both are on one axis.
    const all = plottedValues([...values, ...valuesBefore], each.type)
    const part = (from: number, to?: number) => ({ ...all, values: all.values.slice(from, to) })
    return {
      ...each,
      plotted: part(0, values.length),
      before:
        previous === undefined
          ? undefined
          : {
              points: previous.points,
              plotted: { ...all, values: padded(part(values.length).values, values.length) },
            },
    }
  })
}

function padded(values: readonly (number | null)[], length: number): (number | null)[] {
  return [...values, ...Array.from({ length: length - values.length }, () => null)]
}

/** Metrics of one unit share an axis. What has no unit and what is text stands alone. */
export function groupByUnit(series: readonly ShownSeries[]): ShownSeries[][] {
  return [
    ...Map.groupBy(series, ({ metric, type, unit }) =>
      type === 'time' || (type === 'number' && unit !== null) ? `${type} ${unit}` : metric,
    ).values(),
  ]
}

/** The integrations of metrics with the same label are told apart by name. */
export function labelsOf(
  metrics: readonly MetricsCatalogueMetric[],
  originName: (origin: string) => string,
): ReadonlyMap<string, string> {
  return new Map(
    metrics.map(({ metric, label, integration }) => [
      metric,
      metrics.some((other) => other.metric !== metric && other.label === label)
        ? `${label} · ${originName(integration)}`
        : label,
    ]),
  )
}
