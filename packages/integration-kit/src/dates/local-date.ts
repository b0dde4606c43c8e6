const DAY_MILLISECONDS = 86_400_000

/**
 * Makes a function that converts an instant to its local date: RFC 3339 in UTC → `YYYY-MM-DD`. Throws a `RangeError` for an
 * invalid IANA time zone.
 *
 * Calling `Intl` for every instant costs 2 µs; for a UTC day with the same offset at both ends it is called once.
 *
 * @example
 * localDateIn('America/Los_Angeles')('2024-04-21T04:30:00Z') // '2024-04-20'
 */
export function localDateIn(timeZone: string): (instant: string) => string {
  // Node 20 formats midnight as 24:00 with `hour12: false`.
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const offsets = new Map<number, number | undefined>()
  return (instant) => {
    const time = Date.parse(instant)
    const midnight = Math.floor(time / DAY_MILLISECONDS) * DAY_MILLISECONDS
    if (!offsets.has(midnight)) {
      const [atStart, atEnd] = [offsetAt(format, midnight), offsetAt(format, midnight + DAY_MILLISECONDS)]
      offsets.set(midnight, atStart === atEnd ? atStart : undefined)
    }
    const offset = offsets.get(midnight) ?? offsetAt(format, time)
    return new Date(time + offset).toISOString().slice(0, 10)
  }
}

/** Local time minus UTC, in milliseconds. */
function offsetAt(format: Intl.DateTimeFormat, time: number): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(time)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000
}
