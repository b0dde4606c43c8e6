const DAY_MILLISECONDS = 86_400_000
/** Clocks change on a quarter of an hour, and asking the platform is slow. */
const QUARTER_MILLISECONDS = 900_000
const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, number>()

/** Seconds that the clocks of a time zone are ahead of UTC at an instant. */
export function offsetAt(time: number, timeZone: string): number {
  const key = `${timeZone} ${Math.floor(time / QUARTER_MILLISECONDS)}`
  let offset = offsets.get(key)
  if (offset === undefined) {
    offset = readOffset(time, timeZone)
    offsets.set(key, offset)
  }
  return offset
}

function readOffset(time: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    formats.set(timeZone, format)
  }
  const name = format.formatToParts(time).find((part) => part.type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
}

/** The instant at which clocks show so many minutes after midnight of a date; the first one where they do twice. */
export function instantOf(date: string, minutes: number, timeZone: string): number {
  const shown = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000
  const earlier = shown - offsetAt(shown - DAY_MILLISECONDS, timeZone) * 1000
  const later = shown - offsetAt(shown + DAY_MILLISECONDS, timeZone) * 1000
  const showsIt = (time: number) => time + offsetAt(time, timeZone) * 1000 === shown
  return [earlier, later].toSorted((one, other) => one - other).find(showsIt) ?? Math.max(earlier, later)
}

/** `YYYY-MM-DD` on the clocks of a time zone. */
export function localDateAt(time: number, timeZone: string): string {
  return new Date(time + offsetAt(time, timeZone) * 1000).toISOString().slice(0, 10)
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MILLISECONDS).toISOString().slice(0, 10)
}
