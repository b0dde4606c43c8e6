const DAY_MILLISECONDS = 86_400_000

/** The UTC date of an instant, `YYYY-MM-DD`. */
export function dateOf(time: Date): string {
  return time.toISOString().slice(0, 10)
}

/** `YYYY-MM-DD` so many days later; earlier for a negative number. */
export function addDays(date: string, days: number): string {
  return dateOf(new Date(Date.parse(date) + days * DAY_MILLISECONDS))
}
