import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { readLists } from '../../src/backwards.ts'

const Item = Type.Object({ name: Type.String() })
const NOON = '2026-11-12T12:00:00.000Z'

interface Read {
  readonly cursor?: { before?: string; began?: string; list?: string; pageToken?: string }
  /** How many pages are committed before the run is interrupted. */
  readonly pages?: number
}

/** Reads lists of names in pages of two; `-` is an item to skip, a number an odd one. */
async function read(lists: Readonly<Record<string, readonly unknown[]>>, { cursor, pages = 99 }: Read = {}) {
  const asked: string[] = []
  const seen: (string | undefined)[] = []
  const context = { cursor, now: () => Date.parse(NOON), signal: new AbortController().signal }
  const reading = readLists(
    context,
    Object.entries(lists).map(([id, names]) => ({
      id,
      fetch: async (pageToken: string | undefined) => {
        asked.push(`${id} ${pageToken ?? 'first'}`)
        const at = Number(pageToken ?? 0)
        return {
          items: names.slice(at, at + 2).map((name) => ({ name })),
          next: at + 2 < names.length ? String(at + 2) : '',
        }
      },
      schema: Item,
      what: 'An item',
      toRecord: ({ name }: { name: string }, { before }: { before: string | undefined }) => {
        seen.push(before)
        return name === '-' ? undefined : name
      },
    })),
  )
  const done = []
  for await (const page of reading) {
    done.push(page)
    if (done.length >= pages) break
  }
  return { asked, seen, done, names: done.flatMap(({ records }) => records) }
}

test('whole lists are read one after the other, an empty one too', async () => {
  const { asked, names, done } = await read({ a: ['1', '2', '3'], b: [], c: ['4'] })
  expect(asked).toEqual(['a first', 'a 2', 'b first', 'c first'])
  expect(names).toEqual(['1', '2', '3', '4'])
  expect(done.at(-1)?.cursor).toEqual({ before: NOON })
})

test('an interrupted run resumes at its page, or at the list after a complete one', async () => {
  const lists = { a: ['1', '2', '3'], b: ['4'] }
  for (const [pages, expected] of [
    [1, ['a 2', 'b first']],
    [2, ['b first']],
  ] as const) {
    const { done } = await read(lists, { pages })
    const cursor = done.at(-1)?.cursor as NonNullable<Read['cursor']>
    const { asked, done: rest } = await read(lists, { cursor })
    expect(asked).toEqual(expected)
    expect(rest.at(-1)?.cursor).toEqual({ before: NOON })
  }
})

test('a run begins with the first list if that of the saved position is gone', async () => {
  const { asked } = await read({ b: ['1'] }, { cursor: { began: 'x', list: 'a', pageToken: '2' } })
  expect(asked).toEqual(['b first'])
})

test('a list is told when the last complete run began, also in a run that resumes', async () => {
  expect((await read({ a: ['1'] })).seen).toEqual([undefined])
  expect((await read({ a: ['1'] }, { cursor: { before: 'B' } })).seen).toEqual(['B'])
  const cursor = { before: 'B', began: 'C', list: 'a' }
  const { seen, done } = await read({ a: ['1'] }, { cursor })
  expect(seen).toEqual(['B'])
  expect(done.at(-1)?.cursor).toEqual({ before: 'C' })
})

test('items are skipped and counted, and odd ones rejected alone', async () => {
  const { done } = await read({ a: ['-', 7] })
  expect(done).toMatchObject([
    { records: [], skipped: 1, rejected: [{ reason: expect.stringMatching(/^An item that/) as string }] },
  ])
})
