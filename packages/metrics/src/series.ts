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

/** One value of a series: a day's, or what became of a week or month. */
export interface SeriesPoint {
  readonly period: string
  readonly from: string
  readonly to: string
  readonly value: MetricValue | null
  /** How many days of the period have a value. */
  readonly dayCount: number
  /** The integrations that delivered them; `manual` for what the person entered. */
  readonly integrations: readonly string[]
}

/** The function to take for a metric. Throws `METRICS_BAD_FUNCTION` for one that means nothing of its type. */
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

/** There is one value of a day, so nothing is gathered: in ten years that is a third of the time. */
function pointOfDay(
  { date, integration, value }: PickedValue,
  { metric, function: by }: { readonly metric: KnownMetric; readonly function: AggregateFunction },
): SeriesPoint {
  const shown = aggregate(metric.type, by, [{ date, value }])
  return { period: date, from: date, to: date, value: shown, dayCount: 1, integrations: [integration] }
}

/** Gathers values, given by date, into the periods that have any. A period's dates end where the range does. */
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
