const DAY_SECONDS = 86_400
const LONG = 300 * DAY_SECONDS
const MONTHS = 27 * DAY_SECONDS

/** Where a local date is on the axis: its midnight in UTC, in seconds, so that no time zone moves it. */
export function secondsOf(localDate: string): number {
  return Date.parse(`${localDate}T00:00:00Z`) / 1000
}

/** The labels of the axis of dates: days, months or years, as far apart as its marks are. */
export function dateLabels(
  marks: readonly number[],
  { step, locale }: { readonly step: number; readonly locale: string },
): string[] {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
  const year = format({ year: 'numeric' })
  const monthOfYear = format({ month: 'short', year: '2-digit' })
  const month = format({ month: 'short' })
  const day = format({ day: 'numeric', month: 'short' })
  return marks.map((mark, index) => {
    const date = new Date(mark * 1000)
    if (step >= LONG) return year.format(date)
    if (step < MONTHS) return day.format(date)
    return index === 0 || date.getUTCMonth() === 0 ? monthOfYear.format(date) : month.format(date)
  })
}

/** Distances between marks: whole days only, since there is nothing between them. */
export const DATE_STEPS = [1, 2, 7, 14, 28, 61, 91, 183, 365, 730, 1825, 3650].map(
  (days) => days * DAY_SECONDS,
)

/** Distances between marks of values. With 2.5 among them, marks would be written as 3, 5 and 8. */
const VALUE_STEPS = Array.from({ length: 19 }, (_, power) => power - 6).flatMap((power) =>
  [1, 2, 5].map((digit) => Number(`${digit}e${power}`)),
)
const WHOLE_STEPS = VALUE_STEPS.filter((step) => step >= 1)

/** The distances that the marks of an axis may have; whole ones where all values are, as those of counts. */
export function valueSteps(lines: readonly (readonly (number | null)[])[]): number[] {
  const areWhole = lines.every((values) => values.every((value) => value === null || Number.isInteger(value)))
  return areWhole ? WHOLE_STEPS : VALUE_STEPS
}

/** The marks of an axis of dates: days, Mondays, firsts of months or of years. */
export function dateMarks(from: number, to: number, step: number): number[] {
  const days = Math.round(step / DAY_SECONDS)
  const first = new Date(from * 1000)
  const marks: number[] = []
  const months = Math.round(days / 30.4)
  if (months === 0) {
    // 1970-01-05 was a Monday.
    const monday = 4 * DAY_SECONDS
    const start =
      days % 7 === 0 ? Math.ceil((from - monday) / step) * step + monday : Math.ceil(from / step) * step
    for (let mark = start; mark <= to; mark += step) marks.push(mark)
    return marks
  }
  const start = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months
  for (let month = start; ; month += months) {
    const mark = Date.UTC(Math.floor(month / 12), month % 12) / 1000
    if (mark > to) return marks
    if (mark >= from) marks.push(mark)
  }
}
