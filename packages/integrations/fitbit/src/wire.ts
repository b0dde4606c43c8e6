import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'

/** What ProtoJSON writes for a number as a string: also `NaN`, and nothing. */
const NUMBER_TEXT = String.raw`^\s*([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|NaN|-?Infinity)?\s*$`

/**
 * How Google writes a 64-bit integer in JSON: as a string (ProtoJSON). Numbers are taken too, since any client library
 * between may turn one into the other.
 */
export const Int64 = Type.Union([Type.String({ pattern: NUMBER_TEXT }), Type.Number()])

/** Fields that are zero may be left out, like everything in ProtoJSON. */
export const CivilDate = Type.Object({
  year: Type.Optional(Type.Number()),
  month: Type.Optional(Type.Number()),
  day: Type.Optional(Type.Number()),
})

/** A time on the person's clock. Without `time` it is midnight. */
export const CivilDateTime = Type.Object({
  date: Type.Optional(CivilDate),
  time: Type.Optional(
    Type.Object({
      hours: Type.Optional(Type.Number()),
      minutes: Type.Optional(Type.Number()),
    }),
  ),
})

/** A number of either writing; `undefined` for what is none, also for `NaN` and `""`. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** `{year, month, day}` → `YYYY-MM-DD`; `undefined` where there is no such day, as in a date that is only a month. */
export function dateOf(civil: Static<typeof CivilDate> | undefined): string | undefined {
  const { year = 0, month = 0, day = 0 } = civil ?? {}
  const text = `${pad(year, 4)}-${pad(month)}-${pad(day)}`
  const time = Date.parse(`${text}T00:00:00Z`)
  // A date without a year is one that comes each year; and 2026-02-30 would be taken for the second of March.
  return year < 1 || Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text
    ? undefined
    : text
}

/** `YYYY-MM-DD` → how Google wants a date in a request. */
export function civilOf(date: string): { readonly date: Required<Static<typeof CivilDate>> } {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return { date: { year, month, day } }
}

/** No clock on earth differs more from UTC. */
const MAX_OFFSET_SECONDS = 18 * 3600

/** Seconds of `3600s`, `-14400s`, `-07:00`, `+0530` or `Z`; `undefined` for anything else. */
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

/** A moment on the person's clock. */
export interface LocalTime {
  readonly date: string
  /** `HH:MM` */
  readonly time: string
}

/** Beyond these a date has no four digits, or is none. */
const FIRST_TIME = Date.parse('0001-01-02T00:00:00Z')
const LAST_TIME = Date.parse('9999-12-30T00:00:00Z')

/** What the person's clock said at an instant; `offset` as Google writes it. `undefined` where one of both is missing. */
export function localTimeAt(instant: string | undefined, offset: string | undefined): LocalTime | undefined {
  const seconds = offsetSeconds(offset)
  const time = Date.parse(instant ?? '')
  if (seconds === undefined || Number.isNaN(time) || time < FIRST_TIME || time > LAST_TIME) return undefined
  const text = new Date(time + seconds * 1000).toISOString()
  return { date: text.slice(0, 10), time: text.slice(11, 16) }
}

/** A `CivilDateTime` → date and `HH:MM`; `undefined` for what is none. */
export function localTimeOf(civil: unknown): LocalTime | undefined {
  if (!Check(CivilDateTime, civil)) return undefined
  const date = dateOf(civil.date)
  const { hours = 0, minutes = 0 } = civil.time ?? {}
  const isTime = isWithin(hours, 23) && isWithin(minutes, 59)
  return date === undefined || !isTime ? undefined : { date, time: `${pad(hours)}:${pad(minutes)}` }
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0')
}
