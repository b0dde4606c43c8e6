import type { FeedChange } from '@tributary/changes'
import type { DailyMetric, DailyValue, DailyValues } from '@tributary/metrics'
import type { Evaluated, Occurrence } from '../firings/facts.ts'
import { NOTHING } from '../firings/facts.ts'
import type { MetricCondition } from '../rules/condition.ts'
import { type DayClock, isRecent } from './day-clock.ts'

/** Whether a value fulfils a condition. A value that equals the threshold has not passed it. */
export function hasPassed({ passes, threshold }: MetricCondition, value: DailyValue['value']): boolean {
  if (typeof value !== 'number') return false
  return passes === 'above' ? value > threshold : value < threshold
}

interface Asked {
  readonly values: DailyValues
  readonly userId: string
  readonly condition: MetricCondition
  readonly clock: DayClock
}

/**
 * What follows from changed values: of each day that is news, the value that is shown now decides. A change may be of a metric whose history
 * this one continues, or of one of several sources.
 */
export async function evaluateMetric(asked: Asked, changes: readonly FeedChange[]): Promise<Evaluated> {
  const { values, userId, condition, clock } = asked
  const metric = await values.find(userId, condition.metric)
  if (metric === undefined) return NOTHING
  const dates = changes
    .map(({ id }) => placeOf(id))
    .filter((place) => metric.history.includes(place.metric) && isRecent(clock, place.date))
    .map(({ date }) => date)
  return evaluateDays(asked, metric, [...new Set(dates)])
}

/** What the values of some days say now. */
export async function evaluateDays(
  { values, userId, condition, clock }: Asked,
  metric: DailyMetric,
  dates: readonly string[],
): Promise<Evaluated> {
  const sorted = dates.toSorted()
  const [from] = sorted
  const to = sorted.at(-1)
  if (from === undefined || to === undefined) return NOTHING
  const shown = await values.listShown({ userId, metric: condition.metric, from, to })
  const passed = shown.filter(({ date, value }) => dates.includes(date) && hasPassed(condition, value))
  const isFinal = ({ date }: DailyValue) => condition.passes === 'above' || clock.settledAt(date) <= clock.now
  return {
    occurrences: passed.filter(isFinal).map((day) => occurrenceOf(condition, metric, day)),
    due: passed
      .filter((day) => !isFinal(day))
      .map(({ date }) => ({ subject: date, at: new Date(clock.settledAt(date)) })),
    cleared: [],
  }
}

/** The values of all days of a range that have passed and are final: what a rule would have said. */
export async function listPassed(
  asked: Asked,
  range: { readonly from: string; readonly to: string },
): Promise<Occurrence[]> {
  const { values, userId, condition, clock } = asked
  const metric = await values.find(userId, condition.metric)
  if (metric === undefined) return []
  const shown = await values.listShown({ userId, metric: condition.metric, ...range })
  return shown
    .filter(({ value }) => hasPassed(condition, value))
    .filter(({ date }) => condition.passes === 'above' || clock.settledAt(date) <= clock.now)
    .map((day) => occurrenceOf(condition, metric, day))
}

function occurrenceOf(
  { passes, threshold }: MetricCondition,
  { metric, label, unit }: DailyMetric,
  { date, value }: DailyValue,
): Occurrence {
  const facts = { on: 'metric', metric, label, unit, passes, threshold, date, value: Number(value) } as const
  return { subject: date, facts }
}

/** The id of a value in the feed is `<date>/<source>/<connection>/<metric>`, also of a deleted one. */
function placeOf(id: string): { readonly date: string; readonly metric: string } {
  const [date = '', , , ...metric] = id.split('/')
  return { date, metric: metric.join('/') }
}
