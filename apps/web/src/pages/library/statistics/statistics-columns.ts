import type { LibraryLibraryStatistics } from '@tributary/client'
import { addMonths, firstOfMonth } from '../../../i18n/local-dates.ts'

/** A Monday: the week after it names the weekdays in every language. */
const MONDAY = '2024-01-01'

/** The items of each month, also of those without: a month that is left out would look like its neighbours. */
export function monthsOf({ from, to, months }: Pick<LibraryLibraryStatistics, 'from' | 'to' | 'months'>): {
  readonly first: string
  readonly count: number
}[] {
  const counts = new Map<string, number>()
  for (const { month, count } of months) counts.set(`${month}-01`, (counts.get(`${month}-01`) ?? 0) + count)
  // Ten years are asked for at most, but the first item of a long range may be much later.
  let first = [...counts.keys()].toSorted()[0] ?? firstOfMonth(from)
  if (first < firstOfMonth(from)) first = firstOfMonth(from)
  const all: { first: string; count: number }[] = []
  for (let at = first; at <= to; at = addMonths(at, 1)) all.push({ first: at, count: counts.get(at) ?? 0 })
  return all
}

/** The items of each hour of the day, over all weekdays. */
export function hoursOf({ weekdays }: Pick<LibraryLibraryStatistics, 'weekdays'>): number[] {
  return Array.from({ length: 24 }, (_, hour) =>
    weekdays.reduce((sum, { hours }) => sum + (hours[hour] ?? 0), 0),
  )
}

/** The items of each weekday, with a date that has its name. */
export function weekdaysOf({
  weekdays,
}: Pick<LibraryLibraryStatistics, 'weekdays'>): { readonly example: string; readonly count: number }[] {
  return weekdays.map(({ weekday, hours }) => ({
    example: dateOfWeekday(weekday),
    count: hours.reduce((sum, count) => sum + count, 0),
  }))
}

/** A date of a weekday; 1 is Monday. */
export function dateOfWeekday(weekday: number): string {
  return `${MONDAY.slice(0, 8)}${String(weekday).padStart(2, '0')}`
}
