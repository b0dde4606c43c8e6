import fc from 'fast-check'
import { expect, test } from 'vitest'
import { collected, pagesOf, readFixture, refusalOf } from './import-file.ts'

const HISTORY = 'Title,Date'
const ACTIVITY =
  'Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country'
const activity = (values: { start?: string; duration?: string; title?: string }) =>
  `Alex,${values.start ?? '2025-06-19 19:02:11'},${values.duration ?? '00:41:09'},,${values.title ?? 'Film'},,TV,,,DE`

const importAll = async (content: string | Uint8Array) => {
  const pages = await collected(pagesOf(content))
  return {
    titles: pages.flatMap(({ records }) => records.map(({ title }) => title)),
    rejected: pages.flatMap(({ rejected = [] }) => rejected),
    skipped: pages.reduce((sum, { skipped = 0 }) => sum + skipped, 0),
  }
}

const quickRows: [name: string, row: string, column: number, reason: RegExp][] = [
  ['nothing but a comma', ',', 1, /title, found ""/],
  ['an empty title', '"","6/18/25"', 1, /title, found ""/],
  ['a title of spaces', '"  ","6/18/25"', 1, /title, found " {2}"/],
  ['no date', '"Odd",""', 7, /Expected a date such as .* found ""/],
  ['a word for a date', '"Odd","yesterday"', 7, /found "yesterday"/],
  ['a date with a time', '"Odd","6/18/25 20:15"', 7, /found "6\/18\/25 20:15"/],
  ['a day the calendar has not', '"Odd","2/30/25"', 7, /from 2007-01-01.* to 2026-11-29, found "2\/30\/25"/],
  ['a date in the future', '"Odd","6/18/52"', 7, /to 2026-11-29, found "6\/18\/52"/],
  ['a date before Netflix', '"Odd","6/18/05"', 7, /from 2007-01-01.* found "6\/18\/05"/],
  ['a date of the other order', '"Odd","18/6/25"', 7, /order month, day, year.* found "18\/6\/25"/],
  ['a date in another form', '"Odd","2025-06-18"', 7, /written like "6\/19\/25" in line 2/],
  ['a year of four digits', '"Odd","6/18/2025"', 7, /written like "6\/19\/25" in line 2/],
  ['the header again', 'Title,Date', 7, /found "Date"/],
  ['a column too few', '"Odd"', 6, /Expected 2 columns as in the header, found 1/],
  ['a column too many', 'Odd, Again,6/18/25', 12, /found 3\. A value with a comma/],
  [
    'a quote in a value that is not quoted',
    'The "Odd" One,6/18/25',
    5,
    /quote in a value that is not quoted/,
  ],
]

test.each(quickRows)(
  'in the quick file, a row with %s is rejected alone',
  async (_name, row, column, reason) => {
    const rows = ['"Film 1","6/19/25"', '"Film 2","6/17/25"', row, '"Film 3","6/16/25"', '"Film 4","5/3/25"']
    for (const ending of ['\n', '\r\n', '\r']) {
      const { titles, rejected, skipped } = await importAll([HISTORY, ...rows].join(ending) + ending)
      expect(titles).toEqual(['Film 1', 'Film 2', 'Film 3', 'Film 4'])
      expect(skipped).toBe(0)
      expect(rejected).toEqual([
        {
          reason: expect.stringMatching(reason),
          position: 'line 4',
          raw: row,
        },
      ])
      expect(rejected[0]?.reason).toMatch(new RegExp(`^Netflix viewing history, line 4, column ${column}: `))
    }
  },
)

const fullRows: [name: string, row: string, column: number, reason: RegExp][] = [
  ['nothing but commas', ',,,,,,,,,', 2, /start time such as/],
  ['an empty title', activity({ title: '' }), 36, /title, found ""/],
  ['no start time', activity({ start: '' }), 6, /start time such as .* found ""/],
  ['a start time of a spreadsheet', activity({ start: '19.06.25 19:02' }), 6, /found "19\.06\.25 19:02"/],
  ['a day the calendar has not', activity({ start: '2025-02-29 19:02:11' }), 6, /found "2025-02-29/],
  ['an hour the day has not', activity({ start: '2025-06-19 24:02:11' }), 6, /found "2025-06-19 24/],
  ['a start in the future', activity({ start: '2052-06-19 19:02:11' }), 6, /to 2026-11-29, found/],
  ['a start before Netflix', activity({ start: '1970-01-01 00:00:00' }), 6, /from 2007-01-01/],
  ['an invalid duration', activity({ duration: 'long' }), 26, /duration such as .* found "long"/],
  ['a column too few', 'Alex,2025-06-19 19:02:11', 25, /Expected 10 columns as in the header, found 2/],
  ['a column too many', `${activity({})},more`, 50, /found 11/],
]

test.each(fullRows)(
  'in the full file, a row with %s is rejected alone',
  async (_name, row, column, reason) => {
    const rows = [activity({ title: 'Film 1' }), row, activity({ title: '"Film\n2"' })]
    const { titles, rejected } = await importAll([ACTIVITY, ...rows].join('\n'))
    expect(titles).toEqual(['Film 1', 'Film\n2'])
    expect(rejected).toEqual([{ reason: expect.stringMatching(reason), position: 'line 3', raw: row }])
    expect(rejected[0]?.reason).toMatch(new RegExp(`^Netflix viewing history, line 3, column ${column}: `))
  },
)

test('rows without a title are rejected with their contents, and the viewings are imported', async () => {
  const blank = await importAll(await readFixture('synthetic_NetflixViewingHistory_blank_titles.csv'))
  expect(blank.titles).toEqual(['Made Up Show: Season 1: First', 'Made Up Film'])
  expect(blank.rejected.map(({ raw }) => raw)).toEqual(['"","2021-12-13"', '"","2021-12-12"'])
  const empty = await importAll(await readFixture('synthetic_NetflixViewingHistory_empty_row.csv'))
  expect(empty.titles).toEqual(['Made Up Show: Season 1: First', 'Made Up Film'])
  expect(empty.rejected.map(({ raw, position }) => [raw, position])).toEqual([[',', 'line 3']])
})

test('lines that end on CR alone are lines', async () => {
  const { titles, rejected } = await importAll(await readFixture('synthetic_NetflixViewingHistory_cr.csv'))
  expect(titles).toEqual(['Made Up Show: Season 1: First', 'Made Up Film'])
  expect(rejected).toEqual([])
})

test('a preview is skipped, even if its row has other faults', async () => {
  const quick = await importAll(`${HISTORY}\n"Film","6/19/25"\n"Trailer: Film","yesterday"\n`)
  expect(quick).toMatchObject({ titles: ['Film'], rejected: [], skipped: 1 })
  const full = await importAll(
    `${ACTIVITY}\n${activity({})}\n${activity({ title: 'Trailer: Film', start: '' })}\n`,
  )
  expect(full).toMatchObject({ titles: ['Film'], rejected: [], skipped: 1 })
})

test('columns that a spreadsheet adds or moves are accepted', async () => {
  const widened = await importAll(
    'Title,Date,,\n"Film","6/19/25",,\n"Film 2","6/18/25"\n"Film 3","6/17/25",,,,\n',
  )
  expect(widened.titles).toEqual(['Film', 'Film 3'])
  const moved = await importAll('Date,Title\n"6/19/25","Film"\n')
  expect(moved.titles).toEqual(['Film'])
})

test('under a header in another language, bad rows before the first good one are rejected alone', async () => {
  const quick = await importAll('Titel,Datum\n,\n"Odd","gestern"\n"Film","19.06.25"\n')
  expect(quick).toMatchObject({ titles: ['Film'], rejected: [{ raw: ',' }, { raw: '"Odd","gestern"' }] })
  const header = 'Profil,Startzeit,Dauer,Attribute,Titel,Zusatzvideo,Gerät,Lesezeichen,Letztes,Land'
  const full = await importAll([header, ',,,,,,,,,', activity({})].join('\n'))
  expect(full).toMatchObject({ titles: ['Film'], rejected: [{ position: 'line 2' }] })
})

test('every row is a record, rejected or skipped, and a resumed run has the same result for its rest', async () => {
  const row = fc.constantFrom(
    '"Film","6/19/25"',
    '"Film","6/18/25"',
    '"Trailer: Film","6/18/25"',
    ',',
    '"Odd","31/31/31"',
    'x "y" z',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 3, maxLength: 1200 }), fc.nat(), async (rows, seed) => {
      const content = [HISTORY, '"Film","6/19/25"', ...rows].join('\n')
      const cut = seed % (rows.length + 1)
      const [whole, rest] = await Promise.all(
        [undefined, { row: cut }].map(async (cursor) => collected(pagesOf(content, { cursor }))),
      )
      const all = (pages = whole) =>
        pages?.flatMap((page) => [...page.records, ...(page.rejected ?? [])]).length ?? 0
      const skipped = (pages = whole) => pages?.reduce((sum, page) => sum + (page.skipped ?? 0), 0) ?? 0
      expect(all() + skipped()).toBe(rows.length + 1)
      expect(all(rest) + skipped(rest)).toBe(rows.length + 1 - cut)
      const ids = (pages = whole) => pages?.flatMap(({ records }) => records.map((each) => each.externalId))
      expect(ids()?.slice(-(ids(rest)?.length ?? 0) || Number.POSITIVE_INFINITY)).toEqual(ids(rest))
    }),
    { numRuns: 20 },
  )
})

test('two orders or forms in equal parts, and mostly impossible dates, refuse the file', async () => {
  const refused = async (...dates: string[]) => {
    const { error } = await refusalOf([HISTORY, ...dates.map((date) => `"Film","${date}"`)].join('\n'))
    return String(error)
  }
  expect(await refused('13/6/25', '14/6/25', '6/13/25', '6/12/25', '6/14/25')).toContain('the same way')
  expect(await refused('13/6/25', '14/6/25', '13.06.25', '12.06.25')).toContain('the same way')
  expect(await refused('31/6/25', '31/2/25')).toContain('need the options dateOrder and calendar')
})
