import { IntegrationError } from '@tributary/integration-kit'

const DAY_SECONDS = 86_400

/**
 * Makes a function that tells the local date of an instant: date and seconds of the day in UTC → `YYYY-MM-DD`.
 *
 * Asking `Intl` for every row costs 2 µs; a day whose offset is the same at both ends is asked for once.
 *
 * @example
 * localDateIn('Europe/Berlin')('2025-06-19', 23 * 3600) // '2025-06-20'
 */
export function localDateIn(timeZone: string): (utcDate: string, secondOfDay: number) => string {
  const format = formatter(timeZone)
  const offsets = new Map<string, number | undefined>()
  return (utcDate, secondOfDay) => {
    const midnight = Date.parse(utcDate)
    if (!offsets.has(utcDate)) {
      const atStart = offsetSeconds(format, midnight)
      const atEnd = offsetSeconds(format, midnight + DAY_SECONDS * 1000)
      offsets.set(utcDate, atStart === atEnd ? atStart : undefined)
    }
    const instant = midnight + secondOfDay * 1000
    const local = secondOfDay + (offsets.get(utcDate) ?? offsetSeconds(format, instant))
    if (local >= 0 && local < DAY_SECONDS) return utcDate
    return new Date(midnight + (local < 0 ? -DAY_SECONDS : DAY_SECONDS) * 1000).toISOString().slice(0, 10)
  }
}

/** Throws an `invalid_data` that names the option for what is no IANA time zone. */
export function requireTimeZone(timeZone: string): void {
  formatter(timeZone)
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch (cause) {
    throw new IntegrationError(
      'invalid_data',
      `The option timeZone must be an IANA time zone such as Europe/Berlin or America/New_York, not ${JSON.stringify(timeZone)}.`,
      { cause },
    )
  }
}

/** Local time less UTC. */
function offsetSeconds(format: Intl.DateTimeFormat, instant: number): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return (Date.UTC(year, month - 1, day, hour, minute, second) - instant) / 1000
}
