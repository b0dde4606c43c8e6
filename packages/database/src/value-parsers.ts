import pg from 'pg'

const INT8 = 20
const DATE = 1082
const TIMESTAMPTZ = 1184

/**
 * How column values arrive in JavaScript, where pg's own choice would hurt:
 * `bigint` as a number (a value beyond 2^53 throws instead of losing digits), `date` as `YYYY-MM-DD`, because as a `Date`
 * it moves by a day wherever the server is not on UTC, and `timestamptz` as the same `Date` in six tenths of the time.
 */
export const valueParsers: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8 && format !== 'binary') return toNumber
    if (oid === DATE && format !== 'binary') return (text: string) => text
    if (oid === TIMESTAMPTZ && format !== 'binary') return toDate
    return pg.types.getTypeParser(oid, format)
  },
} // pg types the parser of each format apart; one function serves both.

function toNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a number: select it as text`)
  return value
}

const anyTimestamp: (text: string) => Date = pg.types.getTypeParser(TIMESTAMPTZ)

/** With a year of four digits and on UTC, `2026-03-01 12:00:00.123456+00` is all but ISO 8601, which V8 reads itself. */
function toDate(text: string): Date {
  return text[10] === ' ' && text.endsWith('+00')
    ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`)
    : anyTimestamp(text)
}

/**
 * An instant as the API writes it, in ISO 8601 with milliseconds: of a `Date`, or of a `timestamptz` as PostgreSQL writes it, which a
 * query asks for with `::text`. What is only shown is read in a fraction of the time without a `Date` for each.
 *
 * @example
 * isoInstant('2026-03-01 12:00:00.123456+00') // '2026-03-01T12:00:00.123Z'
 */
export function isoInstant(instant: Date | string): string {
  if (typeof instant !== 'string') return instant.toISOString()
  if (instant[10] !== ' ' || !instant.endsWith('+00')) return anyTimestamp(instant).toISOString()
  const milliseconds = instant.slice(20, -3).slice(0, 3).padEnd(3, '0')
  return `${instant.slice(0, 10)}T${instant.slice(11, 19)}.${milliseconds}Z`
}
