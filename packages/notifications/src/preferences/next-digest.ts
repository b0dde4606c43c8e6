import { Temporal } from 'temporal-polyfill'
import { instantOf } from './instant-of.ts'

/**
 * When the daily message comes that has what happened at an instant: the next occurrence of `dailyAt` (`HH:MM`) on the person's clock. Once
 * a day also where the time exists twice; where it is skipped, at the change of the clock.
 */
export function nextDigest(
  dailyAt: string,
  { timeZone, after }: { readonly timeZone: string; readonly after: number },
): number {
  const today = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timeZone).toPlainDate()
  const [first, second] = [0, 1].map((days) =>
    instantOf(today.add({ days }), dailyAt, { timeZone, occurrence: 'first' }),
  )
  // A day that a zone has left out, like 2011-12-30 in Apia, is the start of the following one.
  return [first, second].find((at) => at !== undefined && at > after) ?? after
}
