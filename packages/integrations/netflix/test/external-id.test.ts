import fc from 'fast-check'
import { expect, test } from 'vitest'
import { externalId, occurrenceCounter, type ViewingKey } from '../src/external-id.ts'
import { recordsOf } from './import-file.ts'

const key: ViewingKey = {
  source: 'quick',
  profile: 'Alex',
  when: '2025-06-19',
  title: 'A: B | C',
  occurrence: 2,
}

test('an id can be read, and a long one is hashed', () => {
  expect(externalId(key)).toBe('q|2025-06-19|2|Alex|A: B | C')
  expect(externalId({ ...key, profile: 'A|\\x' })).toBe('q|2025-06-19|2|A\\|\\\\x|A: B | C')
  expect(externalId({ ...key, title: 'x'.repeat(300) })).toMatch(/^#[\w-]{43}$/)
})

test('different viewings have different ids', () => {
  const text = fc.string({ unit: fc.constantFrom('|', '\\', 'a', '1'), maxLength: 5 })
  const keys = fc.record({
    source: fc.constantFrom('quick' as const, 'full' as const),
    profile: text,
    when: fc.constantFrom('2025-06-19', '2025-06-18'),
    title: fc.oneof(
      text,
      text.map((start) => start + 'x'.repeat(200)),
    ),
    occurrence: fc.integer({ min: 1, max: 12 }),
  })
  fc.assert(
    fc.property(keys, keys, (one, other) => {
      const areEqual = JSON.stringify(one) === JSON.stringify(other)
      expect(externalId(one) === externalId(other)).toBe(areEqual)
    }),
    { numRuns: 2000 },
  )
})

const file = (rows: readonly string[]) => `Title,Date\n${rows.join('\n')}\n`
const ids = async (content: string, options = {}) =>
  (await recordsOf(content, { options })).map(({ externalId }) => externalId)

test('equal viewings of one day are all kept', async () => {
  expect(await ids(file(['"A","6/19/25"', '"A","6/19/25"', '"A","6/18/25"']))).toEqual([
    'q|2025-06-19|1||A',
    'q|2025-06-19|2||A',
    'q|2025-06-18|1||A',
  ])
})

test('a longer file imported later adds only what is new, also on a day that both have', async () => {
  const day = fc.array(fc.constantFrom('A', 'B: C'), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(day, { minLength: 1, maxLength: 8 }),
      day,
      fc.array(day, { maxLength: 4 }),
      async (older, sameDay, newer) => {
        // Day 28 is there, or the order of the dates would be open.
        const days = [...newer, [...sameDay, ...(older[0] ?? [])], ...older.slice(1)]
        const rows = days.flatMap((titles, index) => titles.map((title) => `"${title}","6/${28 - index}/25"`))
        const count = older.flat().length
        const before = await ids(file(rows.slice(rows.length - count)), { dateOrder: 'mdy' })
        const after = await ids(file(rows), { dateOrder: 'mdy' })
        expect(new Set(after).size).toBe(rows.length)
        expect(after.filter((id) => !before.includes(id))).toHaveLength(rows.length - count)
      },
    ),
  )
})

test('rows that do not stand together by date have the ids of those that do', async () => {
  const rows = ['"A","6/19/25"', '"B","6/18/25"', '"A","6/19/25"', '"A","6/18/25"', '"B","6/18/25"']
  expect((await ids(file(rows))).sort()).toEqual((await ids(file([...rows].sort()))).sort())
})

test('the profile that was chosen is part of the id', async () => {
  const rows = file(['"A","6/19/25"'])
  expect(await ids(rows, { profile: ' Alex ' })).toEqual(['q|2025-06-19|1|Alex|A'])
  expect(await ids(rows)).not.toEqual(await ids(rows, { profile: 'Alex' }))
})

test('the same holds for the full file', async () => {
  const header = 'Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type'
  const row = (profile: string, day: number) => `${profile},2025-06-${day} 19:00:00,00:10:00,,Film,`
  const rows = [
    row('Alex', 19),
    row('Alex', 19),
    row('Sam', 19),
    row('Alex', 18),
    row('Alex', 19),
    row('Sam', 19),
  ]
  const idsOf = (ordered: string[]) => ids([header, ...ordered].join('\n'))
  const apart = await idsOf(rows)
  expect(new Set(apart).size).toBe(rows.length)
  expect(apart.sort()).toEqual((await idsOf([...rows].sort())).sort())
})

test('the counts of a day are dropped when it is over, if its rows stand together', () => {
  const together = occurrenceCounter({ grouped: true })
  const apart = occurrenceCounter({ grouped: false })
  const calls = [
    ['day 1', 'key'],
    ['day 1', 'key'],
    ['day 2', 'key'],
  ] as const
  expect(calls.map(([day, key]) => together(day, key))).toEqual([1, 2, 1])
  expect(calls.map(([day, key]) => apart(day, key))).toEqual([1, 2, 3])
})
