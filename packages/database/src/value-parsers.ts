import pg from 'pg'

const INT8 = 20
const DATE = 1082

/**
 * How column values arrive in JavaScript, where pg's own choice would hurt:
 * `bigint` as a number (a value beyond 2^53 throws instead of losing digits), `date` as `YYYY-MM-DD`, because as a `Date`
 * it moves by a day wherever the server is not on UTC.
 */
export const valueParsers: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8 && format !== 'binary') return toNumber
    if (oid === DATE && format !== 'binary') return (text: string) => text
    return pg.types.getTypeParser(oid, format)
  },
} // pg types the parser of each format apart; one function serves both.

function toNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a number: select it as text`)
  return value
}
