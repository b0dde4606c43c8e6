/** The largest UTC offset of any time zone. */
const MAX_OFFSET_SECONDS = 18 * 3600

/**
 * Local time minus UTC, in seconds, from `3600s`, `-14400s`, `-07:00`, `+0530` or `Z`; `undefined` for anything else.
 *
 * @example
 * offsetSeconds('-07:00') // -25200
 */
export function offsetSeconds(offset: string | undefined): number | undefined {
  const seconds = offset === undefined ? undefined : readOffset(offset)
  return seconds === undefined || Math.abs(seconds) > MAX_OFFSET_SECONDS ? undefined : seconds
}

function readOffset(offset: string): number | undefined {
  if (offset === 'Z') return 0
  const seconds = /^([+-]?\d+)(?:\.\d+)?s$/.exec(offset)?.[1]
  if (seconds !== undefined) return Number(seconds)
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? []
  if (sign === undefined) return undefined
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
}

/** A moment on a person's clock. */
export interface LocalTime {
  /** `YYYY-MM-DD` */
  readonly date: string
  /** `HH:MM` */
  readonly time: string
}

/** Beyond these, a date is invalid or its year does not have four digits. */
const FIRST_TIME = Date.parse('0001-01-02T00:00:00Z')
const LAST_TIME = Date.parse('9999-12-30T00:00:00Z')

/**
 * The time on a person's clock at an instant, by its UTC offset; `undefined` if either is missing or invalid.
 *
 * @example
 * localTimeAt('2026-11-21T06:30:00Z', '3600s') // { date: '2026-11-21', time: '07:30' }
 */
export function localTimeAt(instant: string | undefined, offset: string | undefined): LocalTime | undefined {
  const seconds = offsetSeconds(offset)
  const time = Date.parse(instant ?? '')
  if (seconds === undefined || Number.isNaN(time) || time < FIRST_TIME || time > LAST_TIME) return undefined
  const text = new Date(time + seconds * 1000).toISOString()
  return { date: text.slice(0, 10), time: text.slice(11, 16) }
}
