import { explainQueries, startTestDatabase } from '@tributary/database/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listItems } from '../../src/item-store.ts'
import { libraryMigrations } from '../../src/migrations/index.ts'
import { findByTitle } from '../../src/search/find-by-title.ts'
import type { LibraryTables } from '../../src/tables.ts'
import { upsertMediaItems } from '../../src/upsert-media-items.ts'

const ADA = { userId: 'ada', platform: 'test', connectionId: null }
const ITEMS = 20_000
const FOUND = 200

let opened: Awaited<ReturnType<typeof startTestDatabase>>
const db = () => opened.database.tables<LibraryTables>()

async function write(whose: typeof ADA, titles: readonly string[]): Promise<void> {
  const records = titles.map((title, number) => ({
    externalId: `${number} ${title}`,
    type: 'track' as const,
    title,
    occurredOn: '2026-01-01',
    raw: {},
  }))
  await upsertMediaItems(whose, records).execute(db())
}

beforeAll(async () => {
  opened = await startTestDatabase({ migrations: { library: libraryMigrations } })
  // One in a hundred, as PostgreSQL expects of a text that one title of its sample contains.
  await write(
    ADA,
    Array.from({ length: ITEMS }, (_, n) =>
      n % (ITEMS / FOUND) === 0 ? `Nightswimming ${n}` : `Song ${n} of many`,
    ),
  )
  await write({ ...ADA, platform: 'other' }, ['Nightswimming, live'])
  await write({ ...ADA, userId: 'bob' }, ['Nightswimming of Bob'])
  await sql`vacuum analyze media_items`.execute(db())
})
afterAll(() => opened[Symbol.asyncDispose]())

test('finds what the list finds', async () => {
  const found = await findByTitle(db(), { userId: 'ada', text: 'NIGHTswim' })
  expect(found).toHaveLength(FOUND + 1)
  const filter = { text: 'NIGHTswim' }
  const { items } = await listItems(db(), { userId: 'ada', filter, limit: 1_000 })
  expect(items.map(({ id }) => String(id)).toSorted()).toEqual(found?.toSorted())
  const byIds = await listItems(db(), { userId: 'ada', filter: { ...filter, foundIds: found }, limit: 1_000 })
  expect(byIds.items).toEqual(items)
})

test('narrows by integration and type', async () => {
  const text = 'nightswim'
  expect(await findByTitle(db(), { userId: 'ada', text, integration: 'other' })).toHaveLength(1)
  expect(await findByTitle(db(), { userId: 'ada', text, type: 'movie' })).toEqual([])
})

test('leaves frequent texts to the list, and those that are too short for the index', async () => {
  const query = { userId: 'ada', text: 'nightswim' }
  expect(await findByTitle(db(), query, FOUND + 1)).toHaveLength(FOUND + 1)
  expect(await findByTitle(db(), query, FOUND)).toBeUndefined()
  expect(await findByTitle(db(), { userId: 'ada', text: 'of many' })).toBeUndefined()
  expect(await findByTitle(db(), { userId: 'ada', text: 'ng' })).toBeUndefined()
  expect(await findByTitle(db(), { userId: 'ada', text: '% _' })).toBeUndefined()
  // One such character makes three letters.
  expect(await findByTitle(db(), { userId: 'ada', text: '夜' })).toEqual([])
})

test('reads by the index, also where the order of the list seems faster', async () => {
  const query = { userId: 'ada', text: 'nightswim' }
  const [plan] = await explainQueries<LibraryTables>(opened.database.pool, (tables) =>
    findByTitle(tables, query),
  )
  expect(plan).toContain('media_items_by_title')
})
