import { addDays, dayNumber } from '@tributary/integration-kit/dates'

/** The Monday of a date's ISO 8601 week. */
export function mondayOf(date: string): string {
  // 1970-01-01 was a Thursday.
  const day = dayNumber(date)
  return addDays(date, -((((day + 3) % 7) + 7) % 7))
}

/** The Sunday of a date's ISO 8601 week. The week of 9999-12-27 ends with the year, since later dates need more than four digits. */
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
