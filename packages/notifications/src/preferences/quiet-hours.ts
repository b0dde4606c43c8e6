import { Temporal } from 'temporal-polyfill'
import { instantOf } from './instant-of.ts'

/** When a person is not to be disturbed. */
export interface QuietHours {
  /** `HH:MM` on the person's clock. */
  readonly startTime: string
  /** `HH:MM`; at or before `startTime`: of the next day. */
  readonly endTime: string
  /** The days on which the quiet time begins: 1 is Monday, 7 Sunday. */
  readonly days: number[]
  /** Whether errors are sent nevertheless. */
  readonly errorsBreakThrough: boolean
}

/** Quiet times may follow on each other, for all days at most. */
const LONGEST_DAYS = 15

/**
 * The end of the quiet time at an instant; `undefined` outside of it. Where a clock is set back, quiet time begins with the first
 * occurrence of `startTime` and ends with the last of `endTime`; where it is set forward over one of them, it does so at the change.
 *
 * @example
 * quietUntil({ startTime: '22:00', endTime: '07:00', days: [1], errorsBreakThrough: false }, { timeZone: 'UTC', now: monday23 }) // Tuesday 07:00
 */
export function quietUntil(
  quiet: QuietHours,
  { timeZone, now }: { readonly timeZone: string; readonly now: number },
): number | undefined {
  let end: number | undefined
  for (let step = 0; step < LONGEST_DAYS; step++) {
    const next = endAt(quiet, timeZone, end ?? now)
    if (next === undefined) return end
    end = next
  }
  return end
}

function endAt(quiet: QuietHours, timeZone: string, at: number): number | undefined {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate()
  const ends = [-1, 0]
    .map((days) => today.add({ days }))
    .filter((date) => quiet.days.includes(date.dayOfWeek))
    .map((date) => {
      const endDate = quiet.endTime > quiet.startTime ? date : date.add({ days: 1 })
      return {
        start: instantOf(date, quiet.startTime, { timeZone, occurrence: 'first' }),
        end: instantOf(endDate, quiet.endTime, { timeZone, occurrence: 'last' }),
      }
    })
    .filter(({ start, end }) => start <= at && at < end)
  return ends.length === 0 ? undefined : Math.max(...ends.map(({ end }) => end))
}
