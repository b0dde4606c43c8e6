const DAY_MILLISECONDS = 86_400_000
/** Offsets change only at a quarter of an hour, and calling `Intl` is slow. */
const QUARTER_MILLISECONDS = 900_000
const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, number>()

/** The UTC offset of a time zone at an instant, in seconds. */
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

/** The instant of a local time, in minutes after midnight of a date; the first one if it occurs twice. */
export function instantOf(date: string, minutes: number, timeZone: string): number {
  const shown = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000
  const earlier = shown - offsetAt(shown - DAY_MILLISECONDS, timeZone) * 1000
  const later = shown - offsetAt(shown + DAY_MILLISECONDS, timeZone) * 1000
  const showsIt = (time: number) => time + offsetAt(time, timeZone) * 1000 === shown
  return [earlier, later].toSorted((one, other) => one - other).find(showsIt) ?? Math.max(earlier, later)
}

/** The local date of a time zone, `YYYY-MM-DD`. */
export function localDateAt(time: number, timeZone: string): string {
  return new Date(time + offsetAt(time, timeZone) * 1000).toISOString().slice(0, 10)
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MILLISECONDS).toISOString().slice(0, 10)
}
