import { database } from '@tributary/database'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LibraryServer, startLibrary } from './library-server.ts'

let server: LibraryServer
beforeAll(async () => {
  server = await startLibrary()
})
afterAll(() => server.stop())

const ITEMS = '/api/library/items'

test.each([
  ['the whole list is', '', 1],
  ['a page of it is', '?limit=2&order=asc', 1],
  // Of the films of a person who has few, the best plan is another than of the songs.
  ['a list with a filter is not', '?type=movie', 0],
  ['what has changed since is not', '?updatedSince=2026-01-01T00:00:00Z', 0],
])('%s prepared', async (_name, query, times) => {
  const repeating = vi.spyOn(server.kernel.getService(database), 'repeating')
  expect((await server.ada.get(`${ITEMS}${query}`)).statusCode).toBe(200)
  expect(repeating).toHaveBeenCalledTimes(times)
  repeating.mockRestore()
})

test('prepared pages answer the same as those that are not', async () => {
  const records = Array.from({ length: 30 }, (_, index) => ({
    externalId: `play-${index}`,
    type: 'track' as const,
    title: `Song ${index}`,
    occurredOn: '2026-01-01',
    occurredAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
    raw: {},
  }))
  await server.ada.write(records, 'test')
  const titles = async () => {
    const found: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { items: { title: string }[]; nextCursor: string | null } = (
        await server.ada.get(`${ITEMS}?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`)
      ).json()
      found.push(...page.items.map(({ title }) => title))
      cursor = page.nextCursor
    }
    return found
  }
  const expected = records.map(({ title }) => title).toReversed()
  // A connection prepares a statement when it sends it for the fifth time.
  for (let time = 0; time < 8; time += 1) expect(await titles()).toEqual(expected)
})

test('no page fails while another version of the server adds a column, or changes the type of one', async () => {
  const { pool } = server.kernel.getService(database)
  const list = async () => (await server.ada.get(ITEMS)).statusCode
  const lists = () => Promise.all(Array.from({ length: 6 }, list))
  // Enough for each connection of the pool, of which concurrent pages use several.
  for (let time = 0; time < 8; time += 1) await lists()
  for (const change of [
    `alter table media_items add of_tomorrow text default 'x'`,
    'alter table media_items rename url to url_before; alter table media_items add url varchar',
    'alter table media_items drop url; alter table media_items rename url_before to url',
    'alter table media_items drop of_tomorrow',
  ]) {
    await pool.query(change)
    expect(await lists()).toEqual(Array(6).fill(200))
  }
})
