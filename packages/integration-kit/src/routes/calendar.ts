const DAY_MILLISECONDS = 86_400_000

/** Whether there is such a day: `2026-02-30` is well-formed and there is none. */
export function isCalendarDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}

/** `YYYY-MM-DD` so many days later; earlier for a negative number. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MILLISECONDS).toISOString().slice(0, 10)
}

/** The date of an instant in UTC. */
export function utcDate(time: Date): string {
  return time.toISOString().slice(0, 10)
}
