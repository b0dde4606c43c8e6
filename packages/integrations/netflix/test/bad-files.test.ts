import { readFileSync } from 'node:fs'
import { IntegrationError } from '@tributary/integration-kit'
import { expect, test } from 'vitest'
import { refusalOf } from './import-file.ts'

const history = (...lines: string[]) => ['Title,Date', ...lines].join('\n')
const rows = (count: number) => Array.from({ length: count }, (_, index) => `"Film ${index}","6/19/25"`)
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)))
const ACTIVITY =
  'Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country'
const EXPECTED = 'Expected NetflixViewingHistory.csv or ViewingActivity.csv, as Netflix delivers them.'
const dateIn = (order: string) =>
  `Expected a date in the order ${order}, from 2007-01-01, the year Netflix began to stream, to 2026-11-29`
const OPTIONS = 'Dates of another order or calendar need the options dateOrder and calendar.'
const SAME_WAY = 'All dates of one file must be written the same way.'

const cases: [name: string, content: string | Uint8Array, line: number, column: number, message: string][] = [
  ['an empty file', '', 1, 1, `The file is empty. ${EXPECTED}`],
  ['rows of nothing but a comma', history(',', ','), 2, 1, 'Expected a title, found "".'],
  ['a file of white space', '\uFEFF \r\n\n', 1, 1, `The file is empty. ${EXPECTED}`],
  ['white space longer than any header', '\n'.repeat(100), 1, 1, 'The file is empty.'],
  [
    'a ZIP file',
    bytes('PK', [3, 4, 20, 0, 255]),
    1,
    1,
    'This is a ZIP file (or an Excel workbook, which is one). Unpack it and upload CONTENT_INTERACTION/ViewingActivity.csv.',
  ],
  ['a gzip file', bytes([0x1f, 0x8b, 8, 0]), 1, 1, `This is a gzip file. Unpack it first. ${EXPECTED}`],
  ['a PDF file', '%PDF-1.7\n', 1, 1, `This is a PDF file. ${EXPECTED}`],
  [
    'a web page',
    '\n<!DOCTYPE html><html lang="en">',
    1,
    1,
    `This is an HTML or XML page, perhaps Netflix's sign-in page. ${EXPECTED}`,
  ],
  ['a JSON file', '\uFEFF[{"title":"x"}]', 1, 1, `This is a JSON file. ${EXPECTED}`],
  [
    'UTF-16',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(history('"Film","6/19/25"'), 'utf16le')]),
    1,
    1,
    'The file is encoded in UTF-16, which spreadsheets write. Upload the file as Netflix delivered it, in UTF-8.',
  ],
  [
    'UTF-16 without its mark',
    Buffer.from('Title,Date', 'utf16le'),
    1,
    2,
    'Found a NUL byte. Expected a text file in UTF-8.',
  ],
  [
    'a byte that is not UTF-8',
    bytes('Title,Date\n"Film","6/19/25"\n"🎬 Caf', [0xe9], '","6/18/25"\n'),
    3,
    7,
    'The bytes here are not UTF-8: a program, perhaps a spreadsheet, has saved the file in another encoding. Upload the file as Netflix delivered it.',
  ],
  [
    'a character cut off by the end of the file',
    bytes('Title,Date\n"Film","6/19/25"\n"Caf', [0xc3]),
    3,
    5,
    'The bytes here are not UTF-8: a program, perhaps a spreadsheet, has saved the file in another encoding. Upload the file as Netflix delivered it.',
  ],
  [
    'letters of Windows-1252',
    readFileSync(new URL('fixtures/synthetic_NetflixViewingHistory_windows_1252.csv', import.meta.url)),
    2,
    2,
    'The bytes here are not UTF-8: a program, perhaps a spreadsheet, has saved the file in another encoding. Upload the file as Netflix delivered it.',
  ],
  [
    'a NUL in a title',
    history('"Fi\0lm","6/19/25"'),
    2,
    4,
    'Found a NUL byte. Expected a text file in UTF-8.',
  ],
  [
    'another CSV file',
    'Name,Age\nAnn,7\n',
    1,
    1,
    'Expected the header "Title,Date" of NetflixViewingHistory.csv or "Profile Name,Start Time,Duration,…" of ViewingActivity.csv, found "Name,Age".',
  ],
  [
    'another file of the data request',
    'Profile Name,Title Name,Rating Type\nAlex,Film,star\n',
    1,
    1,
    'Expected the header "Title,Date" of NetflixViewingHistory.csv or "Profile Name,Start Time,Duration,…" of ViewingActivity.csv, found "Profile Name,Title Name,Rating Type". It is another file of Netflix\' data request; the viewing history is CONTENT_INTERACTION/ViewingActivity.csv.',
  ],
  [
    'semicolons from a spreadsheet',
    'Title;Date\nFilm;19.06.25\n',
    1,
    1,
    'Expected the header "Title,Date" of NetflixViewingHistory.csv or "Profile Name,Start Time,Duration,…" of ViewingActivity.csv, found "Title;Date". The columns are not separated by commas, so a spreadsheet has saved the file: upload it as Netflix delivered it.',
  ],
  [
    'a missing header',
    '"Film","6/19/25"\n"Film","6/18/25"\n',
    1,
    1,
    'The header is missing: the file begins with a viewing. Expected the file as Netflix delivers it.',
  ],
  [
    'a quote opened in line 7 and never closed, in the last line',
    history(...rows(5), '"Film,6/19/25'),
    7,
    1,
    'The quote that opens here is never closed. Expected a closing quote at the end of the value.',
  ],
  [
    'a quote opened in line 7 and never closed, before many lines without quotes',
    history(
      ...rows(5),
      '"Film",6/19/25',
      '"Film,6/19/25',
      ...Array.from({ length: 20_000 }, () => 'Film,6/18/25'),
    ),
    8,
    1,
    'The quote that opens here is never closed. Expected a closing quote at the end of the value.',
  ],
  [
    'a quote opened in line 7 that the next line closes',
    history(...rows(5), '"Film,6/19/25', ...rows(1000)),
    7,
    1,
    'The quote that opens here is not closed properly: the next quote, in line 8, column 1, is followed by "F". Expected a comma or the end of the line.',
  ],
  [
    'a date whose quote is never closed',
    history('"Film","6/19/25', ...rows(2)),
    2,
    8,
    'The quote that opens here is not closed properly: the next quote, in line 3, column 1, is followed by "F". Expected a comma or the end of the line.',
  ],
  [
    'a quote in a value without quotes',
    history('Film "Two",6/19/25'),
    2,
    6,
    'Found a quote in a value that is not quoted. Expected the whole value in quotes, and quotes within it doubled.',
  ],
  ['a column too few', history('"Film"', '"Film"'), 2, 7, 'Expected 2 columns as in the header, found 1.'],
  [
    'a column too many, in rows that end on CR alone',
    'Title,Date\rFilm, Again,6/19/25\r',
    2,
    13,
    'Expected 2 columns as in the header, found 3. A value with a comma in it must be in quotes.',
  ],
  [
    'a column too many',
    history('Film, Again,6/19/25'),
    2,
    13,
    'Expected 2 columns as in the header, found 3. A value with a comma in it must be in quotes.',
  ],
  [
    '10,000 columns',
    history(`a${',a'.repeat(9999)}`),
    2,
    5,
    'Expected 2 columns as in the header, found 10000. A value with a comma in it must be in quotes.',
  ],
  [
    'a row without an end',
    history('a'.repeat(200_000)),
    2,
    1,
    'The row that begins here has more than 65536 characters. Expected one record per line.',
  ],
  [
    'an invalid date',
    history('"Film","yesterday"'),
    2,
    8,
    'Expected a date such as 6/19/25, 19.06.25 or 2025-06-19, found "yesterday".',
  ],
  [
    'a date with endless spaces',
    history(`"Film","1/1/25${' '.repeat(60_000)}x"`),
    2,
    8,
    `Expected a date such as 6/19/25, 19.06.25 or 2025-06-19, found "1/1/25${' '.repeat(54)}…".`,
  ],
  [
    'a day that does not exist',
    history('"Film","31.02.25"'),
    2,
    8,
    `${dateIn('day, month, year')}, found "31.02.25". ${OPTIONS}`,
  ],
  [
    'a day impossible in both orders',
    history('"Film","2/30/25"'),
    2,
    8,
    `${dateIn('day, month, year or month, day, year or year, month, day')}, found "2/30/25". ${OPTIONS}`,
  ],
  [
    'both orders in one file',
    history('"Film","13/2/25"', '"Film","2/13/25"'),
    3,
    8,
    `Expected day, month, year as in line 2 ("13/2/25"), found "2/13/25". ${SAME_WAY}`,
  ],
  [
    'both orders in one file, the other way round',
    history('"Film","2/13/25"', '"Film","2/2/25"', '"Film","13/1/25"'),
    4,
    8,
    `Expected month, day, year as in line 2 ("2/13/25"), found "13/1/25". ${SAME_WAY}`,
  ],
  [
    'different separators',
    history('"Film","6/19/25"', '"Film","18.06.25"'),
    3,
    8,
    `Expected a date written like "6/19/25" in line 2, found "18.06.25". ${SAME_WAY}`,
  ],
  [
    'years of two and of four digits',
    history('"Film","6/19/25"', '"Film","6/18/2025"'),
    3,
    8,
    `Expected a date written like "6/19/25" in line 2, found "6/18/2025". ${SAME_WAY}`,
  ],
  [
    'dates that can be read in both orders',
    history('"Film","3/4/25"', '"Film","3/4/25"'),
    2,
    8,
    'The dates of this file can be read in several ways: "3/4/25" is 2025-04-03 (dmy) or 2025-03-04 (mdy). Choose with the option dateOrder (dmy or mdy), in an upload a form field beside the file, and import it again.',
  ],
  [
    'a start time that a spreadsheet changed',
    `${ACTIVITY}\nAlex,19.06.2025 19:02,00:41:09,,Film,,TV,,,DE\n`,
    2,
    6,
    'Expected a start time such as 2025-06-19 19:02:11, found "19.06.2025 19:02".',
  ],
  [
    'a start time before Netflix',
    `${ACTIVITY}\nAlex,2006-12-31 19:02:11,00:41:09,,Film,,TV,,,DE\n`,
    2,
    6,
    'Expected a start time from 2007-01-01, the year Netflix began to stream, to 2026-11-29, found "2006-12-31 19:02:11".',
  ],
  [
    'a start time on a day that does not exist',
    `${ACTIVITY}\nAlex,2025-02-29 19:02:11,00:41:09,,Film,,TV,,,DE\n`,
    2,
    6,
    'Expected a start time such as 2025-06-19 19:02:11, found "2025-02-29 19:02:11".',
  ],
  [
    'an invalid duration',
    `${ACTIVITY}\nAlex,2025-06-19 19:02:11,long,,Film,,TV,,,DE\n`,
    2,
    26,
    'Expected a duration such as 00:41:09, found "long".',
  ],
]

test.each(cases)(
  '%s is refused with line, column and expectation',
  async (_name, content, line, column, message) => {
    for (const chunkBytes of [65_536, 7]) {
      const { error, pages } = await refusalOf(content, { chunkBytes })
      expect(error).toBeInstanceOf(IntegrationError)
      expect(error).toMatchObject({
        code: 'file_parse_error',
        message: `Netflix viewing history, line ${line}, column ${column}: ${message}`,
        line,
        column,
      })
      expect(pages).toBe(0)
      if (content.length > 100_000) break
    }
  },
)

test('a fault in the last of many lines is found before any page is yielded', async () => {
  const { error, pages } = await refusalOf(history(...rows(3000), '"Film","6/18/25'))
  expect(error).toMatchObject({ code: 'file_parse_error', line: 3002, column: 8 })
  expect(pages).toBe(0)
})

test('of several faults the first is reported', async () => {
  const { error } = await refusalOf('Name,Age\nAnn,7\n"Bob" x,8\n')
  expect(error).toMatchObject({ line: 1, column: 1 })
})
