import type { DateRange } from './date-range.ts'

// Local dates, counted as days since 1970-01-01. No time zone is involved: a day here has no length, so neither the server's
// zone nor daylight saving can shift one.

const DAY_MILLISECONDS = 86_400_000

/**
 * The number of days from 1970-01-01 to a local date.
 *
 * @example
 * dayNumber('1970-01-02') // 1
 */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MILLISECONDS
}

/**
 * The date of an instant in UTC, `YYYY-MM-DD`.
 *
 * @example
 * utcDate(0) // '1970-01-01'
 */
export function utcDate(time: Date | number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/**
 * The local date a number of days later; earlier for a negative number.
 *
 * @example
 * addDays('2024-02-28', 2) // '2024-03-01'
 */
export function addDays(date: string, days: number): string {
  return utcDate((dayNumber(date) + days) * DAY_MILLISECONDS)
}

/**
 * The number of dates in a range, both ends included; 0 or less if it ends before it starts.
 *
 * @example
 * daysIn({ startDate: '2026-11-01', endDate: '2026-11-30' }) // 30
 */
export function daysIn({ startDate, endDate }: DateRange): number {
  return dayNumber(endDate) - dayNumber(startDate) + 1
}

/**
 * The dates of a range, earliest first.
 *
 * @example
 * datesIn({ startDate: '2026-11-30', endDate: '2026-12-01' }) // ['2026-11-30', '2026-12-01']
 */
export function datesIn(range: DateRange): string[] {
  return Array.from({ length: Math.max(0, daysIn(range)) }, (_, days) => addDays(range.startDate, days))
}

/**
 * The range of `days` dates that ends on a date, inclusive.
 *
 * @example
 * lastDays('2026-11-28', 7) // { startDate: '2026-11-22', endDate: '2026-11-28' }
 */
export function lastDays(endDate: string, days: number): DateRange {
  return { startDate: addDays(endDate, 1 - days), endDate }
}

/**
 * Whether a date is one of a range.
 *
 * @example
 * isWithin('2026-11-28', { startDate: '2026-11-22', endDate: '2026-11-28' }) // true
 */
export function isWithin(date: string, { startDate, endDate }: DateRange): boolean {
  return date >= startDate && date <= endDate
}

/**
 * Splits a range into pieces of at most a number of days, newest first.
 *
 * @example
 * for (const week of newestFirst(window, 7)) await http.get('/days', { schema: Days, query: { from: week.startDate, to: week.endDate } })
 */
export function* newestFirst({ startDate, endDate }: DateRange, days: number): Generator<DateRange> {
  for (let end = endDate; end >= startDate; end = addDays(end, -days)) {
    const piece = lastDays(end, days)
    yield piece.startDate < startDate ? { startDate, endDate: end } : piece
  }
}

/**
 * The parts of a range without some of its dates, newest first.
 *
 * @example
 * without({ startDate: '2026-11-01', endDate: '2026-11-03' }, new Set(['2026-11-02'])) // the 3rd, and the 1st
 */
export function without(range: DateRange, dates: ReadonlySet<string>): readonly DateRange[] {
  const parts: DateRange[] = []
  let { endDate } = range
  for (const date of [...dates].toSorted().toReversed()) {
    if (!isWithin(date, { ...range, endDate })) continue
    if (date < endDate) parts.push({ startDate: addDays(date, 1), endDate })
    endDate = addDays(date, -1)
  }
  return endDate < range.startDate ? parts : [...parts, { startDate: range.startDate, endDate }]
}
