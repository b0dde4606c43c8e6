import { addDays, addMonths, firstOfMonth, mondayOf } from '../../i18n/local-dates.ts'
import type { DateRange, Period } from './metrics-search.ts'

/** The first date of the day, week or month that a date is in. */
export function startOfPeriod(date: string, per: Period): string {
  if (per === 'day') return date
  return per === 'week' ? mondayOf(date) : firstOfMonth(date)
}

/** The first date of the period that follows one. */
function nextPeriod(start: string, per: Period): string {
  if (per === 'month') return addMonths(start, 1)
  return addDays(start, per === 'week' ? 7 : 1)
}

/** All periods of a range, with and without values, by their first date. */
export function periodsOf({ from, to }: DateRange, per: Period): string[] {
  const starts: string[] = []
  for (let start = startOfPeriod(from, per); start <= to; start = nextPeriod(start, per)) starts.push(start)
  return starts
}

/** The dates of a period that are in a range. */
export function datesOfPeriod(start: string, per: Period, range: DateRange): DateRange {
  const last = addDays(nextPeriod(start, per), -1)
  return { from: start < range.from ? range.from : start, to: last > range.to ? range.to : last }
}

/** A value for each period, from points of which those without a value are left out. */
export function alignPoints<Value>(
  points: readonly { readonly from: string; readonly value: Value | null }[],
  periods: readonly string[],
  per: Period,
): (Value | null)[] {
  const values = new Map(points.map(({ from, value }) => [startOfPeriod(from, per), value]))
  return periods.map((start) => values.get(start) ?? null)
}
