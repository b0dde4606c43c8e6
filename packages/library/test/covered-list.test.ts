import { explainQueries, startTestDatabase } from '@tributary/database/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ItemListQuery, listItems } from '../src/list-items.ts'
import { libraryMigrations } from '../src/migrations/index.ts'
import type { LibraryTables, ListedItemRow } from '../src/tables.ts'
import { upsertMediaItems } from '../src/upsert-media-items.ts'

const ITEMS = 3_000
const PEOPLE = ['ada', 'bob', 'cleo', 'dan', 'eve'] as const

let opened: Awaited<ReturnType<typeof startTestDatabase>>
const db = () => opened.database.tables<LibraryTables>()

/** One film in ten tracks, three items a day, all at the same instant of it. */
const records = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => {
    const n = from + index
    const day = new Date(Date.UTC(2020, 0, 1 + Math.floor(n / 3)))
    return {
      externalId: String(n),
      type: n % 10 === 0 ? ('movie' as const) : ('track' as const),
      title: `Title ${n}`,
      occurredAt: new Date(day.getTime() + 23.5 * 3_600_000).toISOString(),
      occurredOn: day.toISOString().slice(0, 10),
      raw: {},
    }
  })

beforeAll(async () => {
  opened = await startTestDatabase({ migrations: { library: libraryMigrations } })
  // As syncs write them: a person's rows lie among those of all others.
  for (let at = 0; at < ITEMS; at += 100)
    for (const userId of PEOPLE)
      for (const platform of at % 500 === 0 ? ['rare', 'music'] : ['music'])
        await upsertMediaItems({ userId, platform, connectionId: null }, records(at, at + 100)).execute(db())
  await sql`vacuum analyze media_items`.execute(db())
})
afterAll(() => opened[Symbol.asyncDispose]())

const listOf = (filter: ItemListQuery['filter'], more: Partial<ItemListQuery> = {}): ItemListQuery => ({
  userId: 'ada',
  filter,
  limit: 50,
  ...more,
})

/** All pages. */
async function collect(query: ItemListQuery) {
  const items: Awaited<ReturnType<typeof listItems>>['items'][number][] = []
  let cursor: string | undefined
  do {
    const page = await listItems(db(), { ...query, cursor })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return items
}

const FILTERS: readonly ItemListQuery['filter'][] = [
  { type: 'movie' },
  { integration: 'rare' },
  { notIntegrations: ['music'] },
  { type: 'movie', from: '2020-03-01', to: '2020-12-31' },
  { integration: 'music', from: '2021-02-03', to: '2021-02-03', timeZone: 'Pacific/Auckland' },
]

test.each(FILTERS)('a page of %j is chosen by the index alone', async (filter) => {
  const [plan, ...more] = await explainQueries<LibraryTables>(opened.database.pool, (tables) =>
    listItems(tables, listOf(filter)),
  )
  expect(more).toEqual([])
  expect(plan).toMatch(/"Node Type":"Index Only Scan"[^{}]*"Index Name":"media_items_list"/)
  // Then one row for each of the page.
  expect(plan?.match(/"Node Type":"(?:Bitmap Heap|Seq|Index) Scan"[^{}]*"Index Name":"[^"]*"/g)).toEqual([
    expect.stringContaining('"media_items_pkey"'),
  ])
})

test('the list without a filter is read in the order of the index, and not sorted', async () => {
  const [plan] = await explainQueries<LibraryTables>(opened.database.pool, (tables) =>
    listItems(tables, listOf({})),
  )
  expect(plan).toMatch(/"Node Type":"Index Scan"[^{}]*"Index Name":"media_items_list"/)
  expect(plan).not.toContain('Sort"')
})

test.each(FILTERS)('the pages of %j are what the filter leaves of the list, in its order', async (filter) => {
  const { type, integration, notIntegrations = [], from = '', to = '9999', timeZone } = filter
  const dateOf = ({
    occurred_at: at,
    occurred_on: on,
  }: Pick<ListedItemRow, 'occurred_at' | 'occurred_on'>) =>
    timeZone === undefined || at === null
      ? on
      : new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(new Date(at))
  const left = (await collect(listOf({}))).filter(
    (item) =>
      (type === undefined || item.type === type) &&
      (integration === undefined || item.platform === integration) &&
      !notIntegrations.includes(item.platform) &&
      from <= dateOf(item) &&
      dateOf(item) <= to,
  )
  expect(left.length).toBeGreaterThan(2)
  expect(await collect(listOf(filter))).toEqual(left)
  expect(await collect(listOf(filter, { order: 'asc', limit: 7 }))).toEqual(left.toReversed())
})
