import { isLocalDate, type LocalTime } from '@tributary/integration-kit/dates'
import type { Static } from 'typebox'
import { Check } from 'typebox/value'
import { type CivilDate, CivilDateTime } from './api-shapes.ts'

/** `{year, month, day}` → `YYYY-MM-DD`; `undefined` for an invalid date, also for one that is only a month. */
export function dateOf(civil: Static<typeof CivilDate> | undefined): string | undefined {
  // A date without a year recurs each year.
  const { year = 0, month = 0, day = 0 } = civil ?? {}
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`
  return isLocalDate(date) ? date : undefined
}

/** `YYYY-MM-DD` → a date in Google's requests. */
export function civilOf(date: string): { readonly date: Required<Static<typeof CivilDate>> } {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return { date: { year, month, day } }
}

/** A `CivilDateTime` → date and `HH:MM`; `undefined` if it is invalid. */
export function localTimeOf(civil: unknown): LocalTime | undefined {
  if (!Check(CivilDateTime, civil)) return undefined
  const date = dateOf(civil.date)
  const { hours = 0, minutes = 0 } = civil.time ?? {}
  const time = `${pad(hours)}:${pad(minutes)}`
  return date === undefined || !TIME.test(time) ? undefined : { date, time }
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0')
}
