import type { MetricsMetricCoverage } from '@tributary/client'
import { addDays } from '../../i18n/local-dates.ts'

/** What is known of a date without a value. */
export type DayState = 'empty' | 'failed' | 'missing'

export interface DayReason {
  readonly state: DayState
  readonly message: string | null
}

/** Through several connections a date can have several states: the one that a person can do something about is told. */
const RANK: Readonly<Record<string, number>> = { failed: 3, missing: 2, empty: 1, covered: 0 }

/** What is known of each date of a stream, by date. A date without an entry has not been read. */
export function dayStates(coverage: MetricsMetricCoverage, stream: string): ReadonlyMap<string, DayReason> {
  const reasons = new Map<string, DayReason>()
  const ranges = coverage.streams.filter((each) => each.stream === stream).flatMap((each) => each.ranges)
  for (const { from, to, state, message } of ranges) {
    // A day that is complete has a value of another metric of the stream: of this one the provider has none.
    const told = state === 'covered' ? 'empty' : state
    for (let date = from; date <= to; date = addDays(date, 1)) {
      const before = reasons.get(date)
      if (before === undefined || (RANK[told] ?? 0) > (RANK[before.state] ?? 0))
        reasons.set(date, { state: told, message })
    }
  }
  return reasons
}

/** How many dates without a value are in each state. */
export function countMissing(
  dates: readonly string[],
  values: readonly unknown[],
  reasons: ReadonlyMap<string, DayReason>,
): Readonly<Record<DayState, number>> {
  const counts = { empty: 0, failed: 0, missing: 0 }
  for (const [index, date] of dates.entries())
    if ((values[index] ?? null) === null) counts[reasons.get(date)?.state ?? 'missing']++
  return counts
}
