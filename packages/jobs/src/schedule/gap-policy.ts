import { addDays, type DateRange } from '@tributary/integration-kit/dates'
import type { Gap } from '../record-sink.ts'

const HOUR_MILLISECONDS = 3_600_000
/** A refusal that has not changed in a week is retried once a week. */
const MAX_BACKOFF_HOURS = 7 * 24
/** 1, 2, 4 … 64 hours apart: five days, in which a provider usually fixes a faulty release. */
export const MAX_GAP_ATTEMPTS = 8
/** Refusals: the same request gets the same answer. Other failures are transient and retried without limit. */
const REFUSALS: ReadonlySet<string | null> = new Set(['invalid_data', 'permission_denied', 'not_delivered'])
/**
 * How many dates are read at once, by attempts. Smaller each time: one date that a provider cannot answer must not
 * block the dates around it.
 */
const WINDOW_DAYS = [366, 84, 21, 7, 1] as const

/** Whether a date is known to be unreadable, so that it is not retried automatically. */
export function isGivenUp({ code, attempts }: Pick<Gap, 'code' | 'attempts'>): boolean {
  return REFUSALS.has(code) && attempts >= MAX_GAP_ATTEMPTS
}

/** Whether a date is due for a retry. */
export function isDue(gap: Gap, now: Date): boolean {
  if (isGivenUp(gap)) return false
  if (gap.triedAt === null) return true
  const hours = Math.min(MAX_BACKOFF_HOURS, 2 ** Math.max(0, gap.attempts - 1))
  return now.getTime() >= gap.triedAt.getTime() + hours * HOUR_MILLISECONDS
}

/** Which dates of which streams a back-fill reads. */
export interface BackfillPlan {
  readonly window: DateRange
  readonly streams: readonly string[]
}

/**
 * The next back-fill over gaps; `undefined` if none is due. Dates with the fewest attempts come first, so that a date
 * that is refused each time does not delay others; among these the newest dates.
 */
export function planBackfill(gaps: readonly Gap[], now: Date): BackfillPlan | undefined {
  const due = gaps.filter((gap) => isDue(gap, now))
  if (due.length === 0) return undefined
  const attempts = Math.min(...due.map((gap) => gap.attempts))
  const byDate = Map.groupBy(
    due.filter((gap) => gap.attempts === attempts),
    ({ date }) => date,
  )
  const endDate = [...byDate.keys()].reduce((one, other) => (one > other ? one : other))
  const days = WINDOW_DAYS[Math.min(attempts, WINDOW_DAYS.length - 1)] ?? 1
  const startDate = firstInRow(byDate, { endDate, earliest: addDays(endDate, 1 - days) })
  const streams = [...byDate]
    .filter(([date]) => date >= startDate)
    .flatMap(([, ofDate]) => ofDate.map(({ stream }) => stream))
  return { window: { startDate, endDate }, streams: [...new Set(streams)] }
}

/** The first of the consecutive dates before `endDate`. */
function firstInRow(
  dates: ReadonlyMap<string, unknown>,
  { endDate, earliest }: { readonly endDate: string; readonly earliest: string },
): string {
  let first = endDate
  for (let date = addDays(endDate, -1); date >= earliest && dates.has(date); date = addDays(date, -1))
    first = date
  return first
}
