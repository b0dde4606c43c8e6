import { startTestDatabase } from '@tributary/database/testing'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { zoneOf } from '../src/local-day.ts'

/** Names of one word, of which PostgreSQL may know abbreviations, and some others. */
const NAMES =
  'CET MET EET WET cet EST MST HST EST5EDT PST8PDT UTC GMT UCT Zulu Cuba Egypt Eire GB NZ Iran Israel Japan Libya Poland Portugal PRC ROC ROK Singapore Turkey W-SU Europe/Berlin America/New_York Asia/Kolkata'.split(
    ' ',
  )

test('PostgreSQL reads a time zone as JavaScript does, in winter and in summer', async () => {
  await using started = await startTestDatabase()
  const db = started.database.tables<object>()
  const written = (name: string, instant: string) =>
    new Intl.DateTimeFormat('sv', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' }).format(
      new Date(instant),
    )
  for (const instant of ['2020-01-15T12:00:00Z', '2020-07-15T12:00:00Z']) {
    const read = await Promise.all(
      NAMES.map(async (name) => {
        const { rows } = await sql<{ local: string }>`
          select to_char(${instant}::timestamptz at time zone ${zoneOf(name)}, 'YYYY-MM-DD HH24:MI:SS') as local`.execute(
          db,
        )
        return [name, rows[0]?.local]
      }),
    )
    expect(Object.fromEntries(read)).toEqual(
      Object.fromEntries(NAMES.map((name) => [name, written(name, instant)])),
    )
  }
})
