import { Temporal } from 'temporal-polyfill'
import type { Interval } from './tables.ts'

/**
 * The first time of a schedule after an instant: whole intervals after its beginning, in UTC. A month later is the same day of the month, or
 * the last one of a shorter month, without moving those after it.
 *
 * @example
 * nextRun({ every: 'month', beginsAt: new Date('2026-01-31T06:00:00Z') }, new Date('2026-02-01T00:00:00Z')) // 2026-02-28T06:00:00Z
 */
export function nextRun(
  { every, beginsAt }: { readonly every: Interval; readonly beginsAt: Date },
  after: Date,
): Date {
  const begin = inUtc(beginsAt)
  const unit = `${every}s` as const
  const passed = begin.until(inUtc(after), { largestUnit: unit })[unit]
  for (let count = Math.max(0, passed); ; count++) {
    const next = new Date(begin.add({ [unit]: count }).epochMilliseconds)
    if (next > after) return next
  }
}

function inUtc(instant: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO('UTC')
}
