import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import type { SectionedExport } from '../../src/files/sections/sectioned-export.ts'
import { importSections, recogniseSections, type TimedEntry } from '../../src/files.ts'
import type { ImportContext } from '../../src/index.ts'

type Section = 'seen' | 'liked'

const EXPORT: SectionedExport<Section> = {
  provider: 'Reels',
  what: 'films seen and liked',
  names: /^reels\.json$/,
  lookFor: 'reels.json or Seen.txt',
  sections: {
    seen: { lists: [['*', 'Seen', 'Films']], texts: ['Seen', 'Gezien'] },
    liked: { lists: [['Likes', 'Films']], texts: ['Liked'] },
  },
  signs: [['Account', 'Reels']],
  firstDate: '2020-01-01',
  mark: /reels\.example/,
}

interface Upload {
  readonly filename?: string
  readonly contents?: string
  readonly only?: readonly Section[]
  /** In bytes. */
  readonly chunk?: number
}

async function read(
  content: string | Uint8Array,
  { filename = 'a', contents, only, chunk = 65_536 }: Upload = {},
) {
  const bytes = Buffer.from(content)
  const context: Pick<ImportContext, 'cursor' | 'file' | 'options' | 'signal'> = {
    cursor: undefined,
    options: contents === undefined ? {} : { contents },
    signal: new AbortController().signal,
    file: {
      filename,
      size: bytes.length,
      async *open() {
        for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
      },
    },
  }
  const pages = await Array.fromAsync(
    importSections(context, EXPORT, {
      only: only ?? ['seen', 'liked'],
      read: (entry: TimedEntry<Section>) => entry,
      now: () => Date.parse('2026-11-29T12:00:00Z'),
    }),
  )
  return {
    records: pages.flatMap((page) => page.records),
    rejected: pages.flatMap((page) => page.rejected ?? []),
    warnings: pages.flatMap((page) => page.warning ?? []),
  }
}

const zip = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))

const TIME = '2026-10-01 10:00:00'
const RECORD = `Date: ${TIME} UTC\nFilm: Heat: the beginning\n`
const JSON_FILE = `{"Any": {"Seen": {"Count": 1, "Films": [{"Date": "${TIME}", "Film": "Heat"}]}}, "Likes": {"Films": [{"date": "${TIME}"}]}}`

test('lists of a JSON file are sections, under a member of any name where the path says so', async () => {
  const { records } = await read(JSON_FILE)
  expect(records).toEqual([
    {
      section: 'seen',
      instant: '2026-10-01T10:00:00Z',
      date: '2026-10-01',
      texts: [{ name: 'Film', text: 'Heat' }],
      value: { Date: TIME, Film: 'Heat' },
    },
    expect.objectContaining({ section: 'liked', texts: [], value: { date: TIME } }),
  ])
  expect((await read(JSON_FILE, { only: ['liked'] })).records).toMatchObject([{ section: 'liked' }])
  expect((await read(JSON_FILE.replace('"Likes"', '"Other"'))).records).toHaveLength(1)
})

test('a list that a stream does not import is checked by it as well', async () => {
  const broken = JSON_FILE.replace('"Film": "Heat"', '"Film": Heat')
  await expect(read(broken, { only: ['liked'] })).rejects.toMatchObject({
    line: 1,
    message: expect.stringContaining('not JSON') as string,
  })
})

test('a JSON file is one of the provider by a sign anywhere in it, else it is refused', async () => {
  expect((await read('{"Account": {"Reels": {}}}')).records).toEqual([])
  await expect(read('{"Account": {"Other": {}}}')).rejects.toThrow(
    /Line 1, column 1: this is not an export of Reels: it has Account\. Upload reels\.json or Seen\.txt, or the whole ZIP file\./,
  )
  await expect(read('{}')).rejects.toThrow(/it has no members/)
  await expect(read('')).rejects.toThrow(/the file is empty/)
  await expect(read('  \n ')).rejects.toThrow(/the file is empty/)
})

test.each([1, 2, 7, 65_536])(
  'records of a text file are separated by blank lines, in chunks of %d bytes',
  async (chunk) => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text =
        `\u{feff}Heading\n\n${RECORD}\n\n${RECORD}Note:\ngoes on\nhttps://reels.example/1\n  \n`.replaceAll(
          '\n',
          end,
        )
      const { records } = await read(text, { filename: 'Seen.txt', chunk })
      expect(records.map(({ value }) => value)).toEqual([
        { Date: `${TIME} UTC`, Film: 'Heat: the beginning' },
        { Date: `${TIME} UTC`, Film: 'Heat: the beginning', Note: '\ngoes on\nhttps://reels.example/1' },
      ])
    }
  },
)

test('labels and colons may be of any language, and members may have any name', async () => {
  const { records } = await read(`日付：${TIME}\n__proto__: x\n`, { filename: 'Gezien.txt' })
  expect(records).toMatchObject([
    { instant: '2026-10-01T10:00:00Z', texts: [{ name: '__proto__', text: 'x' }] },
  ])
})

test('lines that are made to be slow are read at once', async () => {
  const spaces = ' '.repeat(60_000)
  const begin = performance.now()
  for (const line of [`${spaces}x`, `x${spaces}x`, `Link: x${spaces}x`]) {
    const { records } = await read(`${RECORD}\n${line}\n`, { filename: 'Seen.txt' })
    expect(records).toHaveLength(1)
  }
  // One of them took minutes.
  expect(performance.now() - begin).toBeLessThan(5_000)
})

test('a record without a possible time is rejected with its line', async () => {
  const { records, rejected } = await read(
    `${RECORD}\nDate: 2019-12-31 10:00:00\n\nDate: soon\n\nDate: 2027-01-01 00:00\n`,
    {
      filename: 'Seen.txt',
    },
  )
  expect(records).toHaveLength(1)
  expect(rejected.map(({ position }) => position)).toEqual(['line 4', 'line 6', 'line 8'])
})

test('a text file of one line is a section without data, one of other lines is refused', async () => {
  expect(await read('You have no data in this section\n', { filename: 'Seen.txt' })).toMatchObject({
    records: [],
  })
  await expect(read('A poem\nwithout any date', { filename: 'Seen.txt' })).rejects.toMatchObject({
    line: 1,
    column: 1,
    message: expect.stringMatching(/of an export of Reels were expected, not "A poem/) as string,
  })
  await expect(read('Name: Ada\nPhone: 1\n', { filename: 'Seen.txt' })).rejects.toThrow(/were expected/)
})

test('a record that no blank line ends, and another encoding, are refused with their line', async () => {
  await expect(read(`${RECORD}\n${'Film: x\n'.repeat(9000)}`, { filename: 'Seen.txt' })).rejects.toThrow(
    /too long/,
  )
  const latin1 = Buffer.from(`${RECORD}\nFilm: é\n`, 'latin1')
  await expect(read(latin1, { filename: 'Seen.txt' })).rejects.toMatchObject({
    line: 4,
    message: expect.stringContaining('not UTF-8') as string,
  })
})

test('the section of a text file is its name, else the option', async () => {
  expect((await read(RECORD, { filename: 'seen (2).TXT' })).records).toMatchObject([{ section: 'seen' }])
  expect((await read(RECORD, { contents: 'liked' })).records).toMatchObject([{ section: 'liked' }])
  await expect(read(RECORD)).rejects.toMatchObject({
    code: 'file_parse_error',
    resolvedBy: { option: 'contents', choices: ['seen', 'liked'] },
  })
})

test('of a ZIP file with both forms the JSON file is read, and others are reported', async () => {
  const files = { 'a/Seen.txt': RECORD, 'b/Other.txt': RECORD }
  expect(await read(zip({ ...files, 'export.json': JSON_FILE }))).toMatchObject({
    records: [{ section: 'seen' }, { section: 'liked' }],
    warnings: ['Not imported, because they are not part of the films seen and liked: Other.txt.'],
  })
  expect(await read(zip(files), { only: ['liked'] })).toEqual({ records: [], rejected: [], warnings: [] })
  await expect(read(zip({ 'x.json': '{"a": 1}' }))).rejects.toThrow(
    /contains files named reels\.json or Seen\.txt/,
  )
  await expect(read(zip({ 'Seen.txt': RECORD, 'Gezien.txt': RECORD }))).rejects.toThrow(
    /two files of the same part/,
  )
})

test('a JSON file whose beginning has no sign yet is taken by its name', async () => {
  const messages = JSON.stringify(Array.from({ length: 9000 }, (_, number) => ({ message: `${number}` })))
  const long = `{"Messages": ${messages}, ${JSON_FILE.slice(1)}`
  expect((await read(zip({ 'reels.json': long }))).records).toHaveLength(2)
  const head = Buffer.from(long).subarray(0, 65_536)
  const sample = { filename: 'reels.json', size: long.length, head }
  expect(await recogniseSections(sample, EXPORT)).toMatchObject({ certain: false })
  expect(await recogniseSections({ ...sample, filename: 'a.json' }, EXPORT)).toBeUndefined()
})

test.each([
  ['a', JSON_FILE, { certain: true, what: 'Films seen and liked (JSON)' }],
  ['a', '{"Account": {"Reels": 1', { certain: true, what: 'Films seen and liked (JSON)' }],
  [
    'Seen.txt',
    `${RECORD}Link: https://reels.example/1\n\nDate: 20`,
    { certain: true, what: 'Films seen and liked (text)' },
  ],
  ['Seen.txt', RECORD, { certain: false, what: 'Films seen and liked (text)' }],
  ['a', `${RECORD}Link: https://reels.example/1\n`, { certain: false, what: 'Films seen and liked (text)' }],
  ['a', RECORD, undefined],
  ['Seen.txt', 'You have no data in this section', undefined],
  ['reels.json', '{"Account": 1}', undefined],
  ['reels.json', '[]', undefined],
  ['a', '{"Account": }', undefined],
  ['a', '', undefined],
])('a file is recognised by its beginning: %s with %j', async (filename, text, expected) => {
  expect(await recogniseSections({ filename, size: text.length, head: Buffer.from(text) }, EXPORT)).toEqual(
    expected,
  )
})

test('a ZIP file is recognised by any file in it', async () => {
  const entries = [
    { name: 'x/Other.txt', head: Buffer.from('x') },
    { name: 'x/Seen.txt', head: Buffer.from(`${RECORD}Link: https://reels.example/1\n`) },
  ]
  expect(
    await recogniseSections({ filename: 'a.zip', size: 1, head: Buffer.from('PK'), entries }, EXPORT),
  ).toMatchObject({
    certain: true,
  })
})
