import { startTestDatabase } from '@tributary/database/testing'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { noteIdleTries } from '../src/migrations/0004-note-idle-tries.ts'

describe('connections of an earlier version', () => {
  it('get a missing column, and keep an existing one', async () => {
    await using started = await startTestDatabase()
    const db = started.database.tables<never>()
    await sql`create table user_integrations (id integer)`.execute(db)
    for (let run = 0; run < 2; run += 1) await noteIdleTries.up(db)
    const { rows } = await sql`
      select data_type from information_schema.columns
      where table_name = 'user_integrations' and column_name = 'idle_tried_at'`.execute(db)
    expect(rows).toEqual([{ data_type: 'timestamp with time zone' }])
  })
})
