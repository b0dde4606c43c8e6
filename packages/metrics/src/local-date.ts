// Plain dates, counted as days since 1970-01-01. No time zone comes near them: a day here has no length, so neither the
// server's zone nor a change of the clocks can move one.

const DAY_MILLISECONDS = 86_400_000

/** The days from 1970-01-01 to a local date. */
function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MILLISECONDS
}

function dateOf(day: number): string {
  return new Date(day * DAY_MILLISECONDS).toISOString().slice(0, 10)
}

/** The local date so many days later; earlier for a negative number. */
export function addDays(date: string, days: number): string {
  return dateOf(dayNumber(date) + days)
}

/** How many days a range has, both ends included; 0 or less when it ends before it starts. */
export function countDays(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from) + 1
}

/** Every date of a range, both ends included. */
export function datesOf(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, countDays(from, to)) }, (_, day) => addDays(from, day))
}

/** The Monday of a date's ISO 8601 week. */
export function mondayOf(date: string): string {
  // 1970-01-01 was a Thursday.
  const day = dayNumber(date)
  return dateOf(day - ((((day + 3) % 7) + 7) % 7))
}

/** The Sunday of a date's ISO 8601 week. That of the week which begins on 9999-12-27 has no date of four digits: it ends with the year. */
export function sundayOf(date: string): string {
  const monday = mondayOf(date)
  return monday > '9999-12-25' ? '9999-12-31' : addDays(monday, 6)
}

/** A date's ISO 8601 week, `2024-W01`: the first week of a year is the one with its first Thursday. */
export function isoWeekOf(date: string): string {
  const thursday = addDays(mondayOf(date), 3)
  const year = thursday.slice(0, 4)
  const week = Math.floor((dayNumber(thursday) - dayNumber(`${year}-01-01`)) / 7) + 1
  return `${year}-W${String(week).padStart(2, '0')}`
}

/** The last date of a date's month. */
export function endOfMonth(date: string): string {
  const next = addDays(`${date.slice(0, 7)}-28`, 4)
  return addDays(`${next.slice(0, 7)}-01`, -1)
}
