/** The local date in a person's time zone; of UTC without one. */
export function localToday(timeZone: string | null): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: timeZone ?? 'UTC' }).format()
}
