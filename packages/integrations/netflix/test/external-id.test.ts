import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fullId, type QuickKey, quickId } from '../src/external-id.ts'
import { collected, pagesOf, readFixture, recordsOf } from './import-file.ts'

const key: QuickKey = { profile: 'Alex', date: '2025-06-19', title: 'A: B | C', occurrence: 2 }

test('an id of the quick file is readable, and a long one is hashed', () => {
  expect(quickId(key)).toBe('q|2025-06-19|2|Alex|A: B | C')
  expect(quickId({ ...key, profile: 'A|\\x' })).toBe('q|2025-06-19|2|A\\|\\\\x|A: B | C')
  expect(quickId({ ...key, title: 'x'.repeat(300) })).toMatch(/^#[\w-]{43}$/)
})

test('an id of the full file consists of start and duration', () => {
  const startTime = '2025-06-19 19:02:11'
  expect(fullId({ startTime, durationSeconds: 2469, occurrence: 1 })).toBe('f|2025-06-19 19:02:11|2469|1')
  expect(fullId({ startTime, durationSeconds: undefined, occurrence: 2 })).toBe('f|2025-06-19 19:02:11||2')
})

test('different viewings of the quick file have different ids', () => {
  const text = fc.string({ unit: fc.constantFrom('|', '\\', 'a', '1'), maxLength: 5 })
  const keys = fc.record({
    profile: text,
    date: fc.constantFrom('2025-06-19', '2025-06-18'),
    title: fc.oneof(
      text,
      text.map((start) => start + 'x'.repeat(200)),
    ),
    occurrence: fc.integer({ min: 1, max: 12 }),
  })
  fc.assert(
    fc.property(keys, keys, (one, other) => {
      const areEqual = JSON.stringify(one) === JSON.stringify(other)
      expect(quickId(one) === quickId(other)).toBe(areEqual)
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

test('a longer file imported later only adds new viewings, also on a common day', async () => {
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

test('rows of one date have the same ids whether or not they are contiguous', async () => {
  const rows = ['"A","6/19/25"', '"B","6/18/25"', '"A","6/19/25"', '"A","6/18/25"', '"B","6/18/25"']
  expect((await ids(file(rows))).sort()).toEqual((await ids(file([...rows].sort()))).sort())
})

test('the chosen profile is part of the id', async () => {
  const rows = file(['"A","6/19/25"'])
  expect(await ids(rows, { profile: ' Alex ' })).toEqual(['q|2025-06-19|1|Alex|A'])
  expect(await ids(rows)).not.toEqual(await ids(rows, { profile: 'Alex' }))
})

const HEADER = 'Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type'
const activity = (rows: readonly string[]) => [HEADER, ...rows].join('\n')

test('all viewings of the full file are kept, also of one second and at any position', async () => {
  const row = (profile: string, second: number, duration = '00:10:00') =>
    `${profile},2025-06-19 19:00:0${second},${duration},,Film,`
  const rows = [
    row('Alex', 1),
    row('Alex', 1),
    row('Sam', 1),
    row('Alex', 2),
    row('Alex', 1),
    row('Sam', 1, '00:20:00'),
  ]
  const apart = await ids(activity(rows))
  expect(new Set(apart).size).toBe(rows.length)
  expect(apart.sort()).toEqual((await ids(activity([...rows].sort()))).sort())
})

test('a renamed profile is the same history under another name', async () => {
  const before = await recordsOf(await readFixture('synthetic_ViewingActivity_before_rename.csv'))
  const after = await recordsOf(await readFixture('synthetic_ViewingActivity_after_rename.csv'))
  expect(after.map(({ externalId }) => externalId)).toEqual(before.map(({ externalId }) => externalId))
  expect(before.map(({ profile }) => profile)).toEqual(['Ada', 'Ada'])
  expect(after.map(({ profile }) => profile)).toEqual(['Ada L.', 'Ada L.'])
})

test('another language of the account is the same history, in any order of profiles', async () => {
  const english = activity([
    'Ada,2025-06-19 20:00:00,00:42:00,,Show: Season 1: First (Episode 1),',
    'Bob,2025-06-19 20:00:00,01:42:00,,The Film,',
    'Bob,2025-06-18 20:00:00,,,Show: Season 1: First (Episode 1),',
  ])
  const german = activity([
    'Bob,2025-06-19 20:00:00,01:42:00,,Der Film,',
    'Bob,2025-06-18 20:00:00,,,Serie: Staffel 1: Die Erste (Folge 1),',
    'Ada,2025-06-19 20:00:00,00:42:00,,Serie: Staffel 1: Die Erste (Folge 1),',
  ])
  expect((await ids(german)).sort()).toEqual((await ids(english)).sort())
})

test('fields with commas, quotes and line breaks, hidden views, equal rows and nights of a clock change', async () => {
  const [page] = await collected(
    pagesOf(await readFixture('synthetic_ViewingActivity_odd_fields.csv'), {
      options: { timeZone: 'Europe/Berlin' },
    }),
  )
  expect(page).toMatchObject({ rejected: [], skipped: 0 })
  expect(page?.records.map((each) => [each.occurredOn, each.durationSeconds, each.profile])).toEqual([
    ['2025-03-30', 94_449, 'Kids, all of them'],
    ['2025-03-30', 2520, 'Ada'],
    ['2025-03-30', 2520, 'Ada'],
    ['2024-10-27', 600, 'Ada'],
  ])
  expect(page?.records[0]?.title).toBe('Made Up "Fireplace", the\nlong one')
  expect(new Set(page?.records.map(({ externalId }) => externalId)).size).toBe(4)
})
