import { explainQueries, startTestDatabase } from '@tributary/database/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFew, listItems } from '../../src/list-items.ts'
import { libraryMigrations } from '../../src/migrations/index.ts'
import { hasTrigram } from '../../src/search/title-contains.ts'
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

const search = { userId: 'ada', filter: { text: 'NIGHTswim' }, limit: 30 } as const

/** All pages, as ids. */
async function collect(list: (cursor: string | undefined) => Promise<Page | undefined>): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await list(cursor)
    ids.push(...(page?.items ?? []).map(({ id }) => String(id)))
    cursor = page?.nextCursor ?? undefined
  } while (cursor !== undefined)
  return ids
}
type Page = Awaited<ReturnType<typeof listItems>>

test.each(['asc', 'desc'] as const)(
  'lists the same as without the index, page by page (%s)',
  async (order) => {
    const few = await collect((cursor) => listFew(db(), { ...search, order, cursor }))
    const many = await collect((cursor) =>
      listItems(db(), { ...search, order, cursor, filter: { text: 'NIGHTswim' } }),
    )
    const { rows } = await sql<{ id: string }>`
    select id::text from media_items where user_id = 'ada' and lower(title) like '%nightswim%'
    order by sort_at ${sql.raw(order)}, media_items.id ${sql.raw(order)}`.execute(db())
    const expected = rows.map(({ id }) => id)
    expect(expected).toHaveLength(FOUND + 1)
    expect(few).toEqual(expected)
    expect(many).toEqual(expected)
  },
)

test('the other filters narrow what is found', async () => {
  const list = (filter: object) => listFew(db(), { ...search, filter: { ...search.filter, ...filter } })
  expect((await list({ integration: 'other' }))?.items).toHaveLength(1)
  expect(await list({ type: 'movie' })).toEqual({ items: [], nextCursor: null })
})

test('a text that many titles contain is left to the order of the list, on each page', async () => {
  const page = await listFew(db(), search, FOUND + 1)
  expect(page?.items).toHaveLength(search.limit)
  expect(await listFew(db(), search, FOUND)).toBeUndefined()
  const cursor = page?.nextCursor ?? ''
  expect(await listFew(db(), { ...search, cursor }, FOUND)).toBeUndefined()
  const ofMany = { userId: 'ada', filter: { text: 'of many' }, limit: 1_000 }
  expect(await listFew(db(), ofMany)).toBeUndefined()
  expect((await collect((next) => listItems(db(), { ...ofMany, cursor: next }))).length).toBe(ITEMS - FOUND)
})

test('the pages of few and of many are those of one list', async () => {
  const first = await listFew(db(), search)
  const second = await listFew(db(), { ...search, cursor: first?.nextCursor ?? '' }, 1)
  expect(second).toBeUndefined()
  const rest = await listItems(db(), { ...search, cursor: first?.nextCursor ?? '', limit: 1_000 })
  expect((first?.items.length ?? 0) + rest.items.length).toBe(FOUND + 1)
})

test('texts that make no trigram are not looked for in the index', () => {
  expect(['ng', '% _', 'a b', 'Я'].filter(hasTrigram)).toEqual([])
  // One such character makes three letters.
  expect(['nig', '夜', 'Ночь', '1999'].filter(hasTrigram)).toHaveLength(4)
})

test('reads by the index, also where the order of the list seems faster', async () => {
  const [plan] = await explainQueries<LibraryTables>(opened.database.pool, (tables) =>
    listItems(tables, search),
  )
  expect(plan).toContain('media_items_by_title')
})
