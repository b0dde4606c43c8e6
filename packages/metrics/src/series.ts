import { ProblemError } from '@tributary/core'
import type { MetricValue } from '@tributary/integration-kit/host'
import {
  type AggregateFunction,
  aggregate,
  defaultFunction,
  functionsOf,
  type Period,
  periodOf,
} from './aggregate.ts'
import type { KnownMetric } from './catalogue.ts'
import { metricsErrors } from './metrics-errors.ts'
import type { PickedValue } from './value-store.ts'

/** A value of a series: of a day, or aggregated over a week or month. */
export interface SeriesPoint {
  readonly period: string
  readonly from: string
  readonly to: string
  readonly value: MetricValue | null
  /** The number of days of the period with a value. */
  readonly dayCount: number
  /** The integrations that delivered them; `manual` for values entered by hand. */
  readonly integrations: readonly string[]
}

/** The aggregate function of a metric. Throws `METRICS_BAD_FUNCTION` for one that its type does not support. */
export function functionFor(
  metric: Pick<KnownMetric, 'metric' | 'type' | 'unit'>,
  asked: AggregateFunction | undefined,
): AggregateFunction {
  if (asked === undefined) return defaultFunction(metric.type, metric.unit)
  const possible = functionsOf(metric.type)
  if (possible.includes(asked)) return asked
  throw new ProblemError(metricsErrors.METRICS_BAD_FUNCTION, {
    detail: `"${metric.metric}" is of type ${metric.type}, which does not support ${asked}. Use ${possible.join(', ')}.`,
  })
}

/** Without grouping, since a day has one value; over ten years, grouping is a third of the time. */
function pointOfDay(
  { date, integration, value }: PickedValue,
  { metric, function: by }: { readonly metric: KnownMetric; readonly function: AggregateFunction },
): SeriesPoint {
  const shown = aggregate(metric.type, by, [{ date, value }])
  return { period: date, from: date, to: date, value: shown, dayCount: 1, integrations: [integration] }
}

/** Aggregates values, ordered by date, into periods; those without values are omitted. The range limits the dates of a period. */
export function pointsOf(
  values: readonly PickedValue[],
  options: {
    readonly metric: KnownMetric
    readonly by: Period
    readonly function: AggregateFunction
    readonly range: { readonly from: string; readonly to: string }
  },
): SeriesPoint[] {
  const { metric, by, range } = options
  if (by === 'day') return values.map((value) => pointOfDay(value, options))
  const periods = Map.groupBy(values, ({ date }) => periodOf(date, by).period)
  return [...periods.values()].map((members) => {
    const { period, from, to } = periodOf(members[0]?.date ?? range.from, by)
    return {
      period,
      from: from < range.from ? range.from : from,
      to: to > range.to ? range.to : to,
      value: aggregate(metric.type, options.function, members),
      dayCount: members.length,
      integrations: [...new Set(members.map(({ integration }) => integration))].toSorted(),
    }
  })
}
