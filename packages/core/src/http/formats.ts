import { isDate, readDateTime } from './date-time.ts'

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * The formats of requests whose values are cast by the database or parsed to a `Date`, no wider than what can be cast.
 * ajv-formats takes `urn:uuid:…`, the year 0 and the offset `+02`, none of which PostgreSQL's `uuid` and `date` or
 * `new Date` take.
 */
export const FORMATS: Readonly<Record<string, RegExp | ((text: string) => boolean)>> = {
  uuid: UUID,
  date: isDate,
  'date-time': (text) => readDateTime(text) !== undefined,
}

/** A description of the format for validation messages. */
export const FORMAT_WORDS: Readonly<Record<string, string>> = {
  uuid: 'a UUID like 123e4567-e89b-12d3-a456-426614174000',
  date: 'a day of the calendar like 2026-03-01, from 0001-01-01 on',
  'date-time': 'a date-time of RFC 3339 like 2026-03-01T12:00:00Z or 2026-03-01T12:00:00+02:00',
}
