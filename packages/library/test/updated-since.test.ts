import { explainQueries, startTestDatabase, type TestDatabase } from '@tributary/database/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listItems } from '../src/list-items.ts'
import { libraryMigrations } from '../src/migrations/index.ts'
import type { LibraryTables } from '../src/tables.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await startTestDatabase({ migrations: { library: libraryMigrations } })
  await sql`
    insert into media_items (user_id, platform, identity, external_id, type, title, title_ascii, occurred_on, sort_at, raw, updated_at)
    select 'ada', 'test', md5(n::text)::uuid, n, 'track', 'Song ' || n, 'song ' || n, '2026-01-01', timestamptz '2026-01-01' + n * interval '1 s',
      '{}', timestamptz '2026-01-01' + n * interval '1 min'
    from generate_series(1, 60000) as n`.execute(test.database.tables())
  await sql`analyze media_items`.execute(test.database.tables())
})
afterAll(() => test.stop())

const updatedSince = new Date(Date.parse('2026-01-01T00:00:00Z') + 59_900 * 60_000)

it('items written since an instant are read by index, and not all items of the person', async () => {
  const query = { userId: 'ada', filter: { updatedSince }, limit: 50 }
  const [plan] = await explainQueries<LibraryTables>(test.database.pool, (db) => listItems(db, query))
  expect(plan).toContain('media_items_by_update')
  const db = test.database.tables<LibraryTables>()
  const first = await listItems(db, query)
  const next = await listItems(db, { ...query, cursor: first.nextCursor ?? '' })
  expect([first.items.length, next.items.length]).toEqual([50, 50])
})

it('a cursor of items since one instant is refused with another', async () => {
  const db = test.database.tables<LibraryTables>()
  const query = { userId: 'ada', filter: { updatedSince }, limit: 10 }
  const { nextCursor } = await listItems(db, query)
  const other = {
    ...query,
    filter: { updatedSince: new Date(updatedSince.getTime() + 1) },
    cursor: nextCursor ?? '',
  }
  await expect(listItems(db, other)).rejects.toMatchObject({ code: 'DATABASE_BAD_CURSOR' })
})
