import type { DateRange } from '@tributary/integration-kit'

const DAY_MILLISECONDS = 86_400_000

/** `YYYY-MM-DD` so many days later; earlier for a negative number. Days of a calendar, not of 24 hours. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MILLISECONDS).toISOString().slice(0, 10)
}

/** How many dates a range has, both ends counted. */
export function daysIn({ startDate, endDate }: DateRange): number {
  return (Date.parse(`${endDate}T00:00:00Z`) - Date.parse(`${startDate}T00:00:00Z`)) / DAY_MILLISECONDS + 1
}

/** The dates of a range, the earliest first. */
export function datesIn(range: DateRange): readonly string[] {
  return Array.from({ length: daysIn(range) }, (_, days) => addDays(range.startDate, days))
}

/** Splits a range into pieces of at most so many dates, the newest first. */
export function* newestFirst({ startDate, endDate }: DateRange, days: number): Generator<DateRange> {
  for (let end = endDate; end >= startDate; end = addDays(end, -days)) {
    const start = addDays(end, 1 - days)
    yield { startDate: start < startDate ? startDate : start, endDate: end }
  }
}

/** The parts of a range that are left without some of its dates, the newest first. */
export function without(range: DateRange, dates: ReadonlySet<string>): readonly DateRange[] {
  const parts: DateRange[] = []
  let { endDate } = range
  for (const date of [...dates].toSorted().toReversed()) {
    if (date < range.startDate || date > endDate) continue
    if (date < endDate) parts.push({ startDate: addDays(date, 1), endDate })
    endDate = addDays(date, -1)
  }
  return endDate < range.startDate ? parts : [...parts, { startDate: range.startDate, endDate }]
}
