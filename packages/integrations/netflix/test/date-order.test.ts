import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { generateViewingHistory, LOCALES, type Locale } from '../simulator/index.ts'
import { recordsOf, refusalOf } from './import-file.ts'

const fixture = (name: string) => readFile(new URL(`fixtures/${name}`, import.meta.url))
const dates = async (written: string[], options = {}) => {
  const lines = written.map((date, index) => `"Film ${index}","${date}"`)
  const records = await recordsOf(['Title,Date', ...lines].join('\n'), { options })
  return records.map(({ occurredOn }) => occurredOn)
}

test.each([
  ['us', ['2025-06-19', '2025-06-19', '2025-06-19', '2025-06-01', '2024-12-31', '2024-12-30']],
  ['uk', ['2022-04-12', '2022-03-28']],
  ['de', ['2023-01-24', '2023-01-23']],
  ['ca', ['2022-04-12']],
])('reads the dates of the %s sample', async (locale, expected) => {
  const records = await recordsOf(await fixture(`synthetic_NetflixViewingHistory_${locale}.csv`))
  expect(records.map(({ occurredOn }) => occurredOn)).toEqual(expected)
})

const datesIn = async (locale: Locale) => {
  const records = await recordsOf(() => generateViewingHistory({ rows: 2000, locale }))
  return records.map(({ occurredOn }) => occurredOn)
}

test.each(Object.keys(LOCALES) as Locale[])(
  'the same history has the same dates in locale %s',
  async (locale) => {
    const expected = await datesIn('ca')
    expect(new Set(expected).size).toBeGreaterThan(300)
    expect(await datesIn(locale)).toEqual(expected)
  },
)

test.each([
  ['a first part over 12 is a day', ['13/2/25', '3/2/25'], ['2025-02-13', '2025-02-03']],
  ['a second part over 12 is a day', ['2/3/25', '1/13/25'], ['2025-02-03', '2025-01-13']],
  ['dashes with a short year', ['24-01-23', '05-01-23'], ['2023-01-24', '2023-01-05']],
  ['dots mean the day first', ['03.04.25'], ['2025-04-03']],
  ['dots with spaces', ['19. 6. 2025.'], ['2025-06-19']],
  ['a year in front', ['2025/6/9'], ['2025-06-09']],
  ['Arabic digits', ['١٩\u200f/٦\u200f/٢٠٢٥'], ['2025-06-19']],
  ['newest first, day in front', ['1/4/25', '2/3/25'], ['2025-04-01', '2025-03-02']],
  ['newest first, month in front', ['4/1/25', '3/2/25'], ['2025-04-01', '2025-03-02']],
  ['the same in either order', ['6/6/25', '5/5/25'], ['2025-06-06', '2025-05-05']],
  ['a leap day', ['29/2/24'], ['2024-02-29']],
])('%s', async (_name, written, expected) => {
  expect(await dates(written)).toEqual(expected)
})

test('the option decides what the file leaves open', async () => {
  expect(await dates(['3/4/25'], { dateOrder: 'dmy' })).toEqual(['2025-04-03'])
  expect(await dates(['3/4/25'], { dateOrder: 'mdy' })).toEqual(['2025-03-04'])
  expect(await dates(['25-06-19'], { dateOrder: 'ymd' })).toEqual(['2025-06-19'])
})

test.each([
  [['1/2/25', '2/1/25', '3/3/25'], 'dmy or mdy'],
  [['25/06/19', '25/05/18', '24/12/31'], 'dmy or ymd'],
])('asks for the option when %j stays open', async (written, choices) => {
  await expect(dates(written)).rejects.toThrow(`option dateOrder (${choices})`)
})

test.each([
  ['dmy', '2/13/25'],
  ['mdy', '13/2/25'],
  ['dmy', '2025-06-19'],
  ['ymd', '19/06/2025'],
])('refuses a date that the chosen order %s does not fit', async (dateOrder, date) => {
  const { error } = await refusalOf(`Title,Date\n"Film","${date}"\n`, { options: { dateOrder } })
  expect(error).toMatchObject({ code: 'file_parse_error', line: 2, column: 8 })
  expect((error as Error).message).toContain('chosen with the option dateOrder')
})
