const DAY_MILLISECONDS = 86_400_000

/** `YYYY-MM-DD` so many days later; earlier for a negative number. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MILLISECONDS).toISOString().slice(0, 10)
}

/** The date of an instant in UTC. */
export function utcDate(time: Date): string {
  return time.toISOString().slice(0, 10)
}
