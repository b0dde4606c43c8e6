import { PossibleDates } from '../dates/possible-dates.ts'
import { readInstant } from '../dates/read-instant.ts'
import { localDateOf } from './import-options.ts'

/** A time of a file. */
export interface LocalTime {
  /** RFC 3339 in UTC, whole seconds. */
  readonly instant: string
  /** The local date, `YYYY-MM-DD`. */
  readonly date: string
}

/**
 * Makes a function that reads the times of a file as `readInstant` does, and converts them to local dates; `undefined` for other
 * texts and for impossible times: before the provider's first date, or later than tomorrow. Throws `invalid_data` for an invalid time zone.
 */
export function localTimes({
  timeZone,
  first,
  now,
}: {
  readonly timeZone: string
  /** `YYYY-MM-DD` */
  readonly first: string
  /** Milliseconds since 1970. */
  readonly now: number
}): (text: unknown) => LocalTime | undefined {
  const localDate = localDateOf(timeZone)
  const possible = new PossibleDates({ date: first, reason: 'the first data' }, now)
  return (text) => {
    const time = readInstant(text)
    if (time === undefined) return undefined
    const instant = `${new Date(time).toISOString().slice(0, 19)}Z`
    const date = localDate(instant)
    return possible.has(date) ? { instant, date } : undefined
  }
}
