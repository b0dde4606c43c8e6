import { Temporal } from 'temporal-polyfill'

/**
 * The instant of a time on a person's clock, in milliseconds since 1970. A time that exists twice has a first and a last occurrence; one
 * that the clock skips is the moment of the change.
 *
 * @example
 * instantOf(Temporal.PlainDate.from('2026-03-29'), '02:30', { timeZone: 'Europe/Berlin', occurrence: 'first' }) // 01:00 UTC: the change
 */
export function instantOf(
  date: Temporal.PlainDate,
  time: string,
  { timeZone, occurrence }: { readonly timeZone: string; readonly occurrence: 'first' | 'last' },
): number {
  const local = date.toPlainDateTime(Temporal.PlainTime.from(time))
  const disambiguation = occurrence === 'first' ? 'earlier' : 'later'
  const zoned = local.toZonedDateTime(timeZone, { disambiguation })
  if (zoned.toPlainDateTime().equals(local)) return zoned.epochMilliseconds
  const change = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' }).getTimeZoneTransition('next')
  return (change ?? zoned).epochMilliseconds
}
