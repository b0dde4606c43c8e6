import { beforeAll, expect, it } from 'vitest'
import { sqlState, toDatabaseProblem } from '../src/sqlstate.ts'
import type { TestDatabase } from '../src/testing/index.ts'
import { describeDatabase } from './describe-database.ts'

/** What PostgreSQL makes of a value: its SQLSTATE, and a word of the sentence that a client reads. */
const BAD_VALUES: readonly (readonly [cast: string, value: string, state: string, word: string])[] = [
  ['uuid', 'urn:uuid:123e4567-e89b-42d3-a456-426614174000', '22P02', 'a UUID'],
  ['text', 'a\0b', '22021', 'NUL'],
  ['jsonb', '{"a":"\\u0000"}', '22P05', 'NUL'],
  ['jsonb', '{"a":"\\ud83d"}', '22P02', 'wrong format for its type'],
  ['date', '0000-01-01', '22008', 'begin with 0001-01-01'],
  ['date', 'yesterweek', '22007', 'begin with 0001-01-01'],
  ['timestamptz', '2026-03-01T12:00:00+23:00', '22009', 'offset'],
  ['integer', '2147483648', '22003', 'out of range'],
  ['integer', '1.9', '22P02', 'wrong format for its type'],
  ['interval', '1 fortnight and', '22007', 'begin with'],
  ['bit(1)', '2', '22P02', 'wrong format for its type'],
  ['bytea', '\\xz', '22023', 'cannot be stored or looked up'],
]

describeDatabase('a value that PostgreSQL cannot hold or read', (start) => {
  let test: TestDatabase
  beforeAll(async () => {
    test = await start()
  })

  it.each(BAD_VALUES)('cast to %s: %j is the client’s to change', async (cast, value, state, word) => {
    const error: unknown = await test.database.pool
      .query(`select $1::${cast}`, [value])
      .catch((thrown: unknown) => thrown)
    expect(sqlState(error)).toBe(state)
    const problem = toDatabaseProblem(error)
    expect(problem).toMatchObject({ code: 'DATABASE_BAD_VALUE', statusCode: 400, headers: {} })
    expect(problem?.message).toContain(word)
    expect(problem?.message).not.toContain(value)
  })
})
