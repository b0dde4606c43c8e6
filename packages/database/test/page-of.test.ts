import { expect, test } from 'vitest'
import { pageOf } from '../src/index.ts'

const all = ['spotify', 'fitbit', 'netflix', 'audible', 'strava'].map((name) => ({ name }))
const page = (limit: number, cursor?: string, list = 'names') =>
  pageOf(all, { list, id: ({ name }) => name, limit, cursor })

test.each([1, 2, 4, 5, 6])('pages of %i of a list in memory have every item once, in its order', (limit) => {
  const seen: string[] = []
  let cursor: string | null | undefined
  for (let pages = 0; cursor !== null && pages < 10; pages += 1) {
    const { items, nextCursor } = page(limit, cursor)
    seen.push(...items.map(({ name }) => name))
    cursor = nextCursor
  }
  expect(seen).toEqual(all.map(({ name }) => name))
})

test('an empty list has one page without a cursor', () => {
  expect(pageOf([], { list: 'names', id: String, limit: 5 })).toEqual({ items: [], nextCursor: null })
})

test('the cursor of another list, of a deleted item, or an invalid one is refused', () => {
  const { nextCursor } = page(2)
  const bad = expect.objectContaining({ code: 'DATABASE_BAD_CURSOR', statusCode: 400 })
  expect(() => page(2, nextCursor ?? '', 'others')).toThrow(bad)
  expect(() => page(2, 'nonsense')).toThrow(bad)
  const fewer = all.filter(({ name }) => name !== 'fitbit')
  expect(() =>
    pageOf(fewer, { list: 'names', id: ({ name }) => name, limit: 2, cursor: nextCursor ?? '' }),
  ).toThrow(bad)
})
