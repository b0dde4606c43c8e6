import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { readBackwards } from '../../src/backwards.ts'
import type { JsonValue, Page } from '../../src/stream.ts'

const WINDOW = { startDate: '2026-11-10', endDate: '2026-11-12' }
const DAY = 86_400
const NOON = Date.parse('2026-11-12T12:00:00Z') / 1000

const Entry = Type.Object({ at: Type.Number(), name: Type.String() })
type Entry = { at: number; name: string }

/** What a run asks of a provider that lists `entries` in pages of `limit`. */
async function run(
  entries: readonly Entry[],
  {
    limit = 3,
    cursor,
    kind = 'sync',
    pages = Number.POSITIVE_INFINITY,
  }: { limit?: number; cursor?: JsonValue | undefined; kind?: 'sync' | 'backfill'; pages?: number } = {},
) {
  const asked: number[] = []
  const read: Page<string>[] = []
  const listed = entries.toSorted((one, other) => other.at - one.at)
  const context = { cursor, kind, window: WINDOW, signal: new AbortController().signal }
  const feed = {
    fetch: async (before: number) => {
      asked.push(before)
      return listed.filter(({ at }) => at < before).slice(0, limit)
    },
    timeOf: (entry: unknown) => (entry as Entry).at,
    schema: Entry,
    what: 'An entry',
    toRecord: ({ name }: Entry) => name,
  }
  for await (const page of readBackwards(context, feed)) {
    read.push(page)
    if (read.length >= pages) break
  }
  return { asked, read, names: new Set(read.flatMap(({ records }) => records)) }
}

const entriesAt = (times: readonly number[]): Entry[] =>
  times.map((at, index) => ({ at, name: `${index} at ${at}` }))
const namesOf = (entries: readonly Entry[]) => new Set(entries.map(({ name }) => name))

describe('the entries of a window', () => {
  test('are read from a day after its end to a day before its start, wherever the person is', async () => {
    const end = Date.parse('2026-11-14T00:00:00Z') / 1000
    const start = Date.parse('2026-11-09T00:00:00Z') / 1000
    const entries = entriesAt([end, end - 1, NOON, start, start - 1, start - 2, start - 3])
    const { asked, names } = await run(entries, { limit: 1 })
    expect(asked[0]).toBe(end)
    expect(names).toEqual(namesOf(entries.slice(1, 4)))
  })

  test('end with the first page that is empty', async () => {
    const { read, names } = await run(entriesAt([NOON, NOON - 60]))
    expect(names.size).toBe(2)
    expect(read.at(-1)).toEqual({ records: [], rejected: [], cursor: null })
  })

  test.each([1, 2, 3, 4, 5, 6])('are all there where a page of %d ends within a second', async (limit) => {
    const times = [NOON, NOON - 1, NOON - 2, NOON - 3]
    // One more before them, so that each page ends within a second.
    const together = times.flatMap((time) => Array.from({ length: limit }, () => time))
    const entries = entriesAt([NOON + 1, ...together])
    expect((await run(entries, { limit })).names).toEqual(namesOf(entries))
  })

  test.each([
    [99, 99, 0],
    [100, 100, 1],
    [120, 150, 0],
  ])(
    'of one second, in pages of %d: warned of where %d of them fill a page',
    async (limit, count, warnings) => {
      const entries = entriesAt([...Array.from({ length: count }, () => NOON), NOON - 5])
      const { read } = await run(entries, { limit: Math.max(limit, count === 150 ? 200 : 0) })
      expect(read.flatMap(({ warning }) => warning ?? [])).toHaveLength(warnings)
    },
  )

  test('that are invalid are rejected, and reading continues from their time', async () => {
    const entries = [...entriesAt([NOON, NOON - 1]), { at: NOON - 2 } as Entry, ...entriesAt([NOON - 9])]
    const { read, names } = await run(entries)
    expect(names.size).toBe(3)
    const [rejected] = read.flatMap((page) => page.rejected ?? [])
    expect(rejected?.reason).toMatch(/^An entry that cannot be read/)
  })
})

describe('a run that was interrupted', () => {
  const entries = entriesAt(Array.from({ length: 20 }, (_, index) => NOON - index * 600))

  test.each([1, 2, 3, 5, 7])('after page %d resumes there', async (pages) => {
    const first = await run(entries, { pages })
    const rest = await run(entries, { cursor: first.read.at(-1)?.cursor })
    expect(new Set([...first.names, ...rest.names])).toEqual(namesOf(entries))
    expect(rest.asked[0]).toBeLessThan(first.asked.at(-1) ?? 0)
  })

  test('reads later entries, and nothing in between twice', async () => {
    const first = await run(entries, { pages: 4 })
    const newer = [...entries, { at: NOON + 600, name: 'newer' }]
    const rest = await run(newer, { cursor: first.read.at(-1)?.cursor })
    expect(rest.names).toContain('newer')
    const [from = 0] = rest.asked
    expect(rest.asked.filter((before) => before > from && before <= NOON)).toEqual([])
  })

  test('while reading later entries, resumes there as well', async () => {
    const newer = [...entries, ...entriesAt([1, 2, 3, 4, 5, 6, 7].map((index) => NOON + index * 60))]
    const first = await run(entries, { pages: 6 })
    const second = await run(newer, { cursor: first.read.at(-1)?.cursor, pages: 5 })
    const third = await run(newer, { cursor: second.read.at(-1)?.cursor })
    expect(new Set([...first.names, ...second.names, ...third.names])).toEqual(namesOf(newer))
  })

  test('of a back-fill reads only its past', async () => {
    const first = await run(entries, { pages: 4, kind: 'backfill' })
    const rest = await run(entries, { cursor: first.read.at(-1)?.cursor, kind: 'backfill' })
    expect(Math.max(...rest.asked)).toBeLessThan(NOON)
    expect(new Set([...first.names, ...rest.names])).toEqual(namesOf(entries))
  })

  test.each([
    'x',
    { before: 1 },
    { startDate: '2026-11-09', endDate: '2026-11-12', newest: 1, before: 2, floor: 1 },
  ])('for another window, or without a position, starts from the beginning: %j', async (cursor) => {
    expect((await run(entries, { cursor, kind: 'backfill' })).names).toEqual(namesOf(entries))
  })
})

test('a provider that ignores the time is an error, not an endless run', async () => {
  const entries = entriesAt([NOON, NOON - 60])
  const context = {
    cursor: undefined,
    kind: 'sync',
    window: WINDOW,
    signal: new AbortController().signal,
  } as const
  let asked = 0
  const read = async (timeOf: () => number | undefined) => {
    const feed = {
      fetch: async () => (asked++, entries),
      timeOf,
      schema: Entry,
      what: 'An entry',
      toRecord: String,
    }
    for await (const page of readBackwards(context, feed)) expect(page.records).toHaveLength(2)
  }
  await expect(read(() => NOON)).rejects.toMatchObject({ code: 'invalid_data', raw: entries })
  await expect(read(() => undefined)).rejects.toMatchObject({ code: 'invalid_data' })
  await expect(read(() => NOON + 30 * DAY)).rejects.toMatchObject({ code: 'invalid_data' })
  expect(asked).toBeLessThan(7)
})

test('a run stops between pages on request', async () => {
  const stop = new AbortController()
  const context = { cursor: undefined, kind: 'sync', window: WINDOW, signal: stop.signal } as const
  const feed = {
    fetch: async (before: number) => entriesAt([before - 60]),
    timeOf: (entry: unknown) => (entry as Entry).at,
    schema: Entry,
    what: 'An entry',
    toRecord: ({ name }: Entry) => name,
  }
  const pages = readBackwards(context, feed)
  await pages.next()
  stop.abort()
  await expect(pages.next()).rejects.toMatchObject({ name: 'AbortError' })
})
