const DAY_MILLISECONDS = 86_400_000

const DATE = /^\d{4}-\d{2}-\d{2}$/

/**
 * Dates outside are no dates here: the server knows none before the year 1, and the dates after 9999-12-31 are not in order as texts, so
 * that counting up to it would never end.
 */
const FIRST_DATE = '0001-01-01'
const LAST_DATE = '9998-12-31'

/** Whether a text is a date of the calendar, `YYYY-MM-DD`. */
export function isLocalDate(text: unknown): text is string {
  if (typeof text !== 'string' || !DATE.test(text) || text < FIRST_DATE || text > LAST_DATE) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && dateOfTime(time) === text
}

/** The date so many days later. */
export function addDays(date: string, days: number): string {
  return dateOfTime(timeOf(date) + days * DAY_MILLISECONDS)
}

/** The days from the first date to the last, both counted. */
export function countDays(from: string, to: string): number {
  return Math.round((timeOf(to) - timeOf(from)) / DAY_MILLISECONDS) + 1
}

/** The Monday of the week of a date. */
export function mondayOf(date: string): string {
  return addDays(date, -((new Date(timeOf(date)).getUTCDay() + 6) % 7))
}

/** The first of the month of a date. */
export function firstOfMonth(date: string): string {
  return `${date.slice(0, 7)}-01`
}

/** The first of the month so many months later. */
export function addMonths(first: string, months: number): string {
  const date = new Date(timeOf(firstOfMonth(first)))
  return dateOfTime(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months))
}

function timeOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`)
}

function dateOfTime(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
