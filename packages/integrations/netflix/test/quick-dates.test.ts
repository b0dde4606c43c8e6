import { expect, test } from 'vitest'
import { generateViewingHistory, LOCALES, type Locale } from '../simulator/index.ts'
import { type ImportRun, readFixture, recordsOf, refusalOf } from './import-file.ts'

const fileOf = (written: readonly string[]) =>
  ['Title,Date', ...written.map((date, index) => `"Film ${index}","${date}"`)].join('\n')
const dates = async (written: readonly string[], options = {}, run: ImportRun = {}) => {
  const records = await recordsOf(fileOf(written), { ...run, options })
  return records.map(({ occurredOn }) => occurredOn)
}
const refusal = async (written: readonly string[], options = {}) => {
  const { error } = await refusalOf(fileOf(written), { options })
  return error
}

test.each([
  ['us', ['2025-06-19', '2025-06-19', '2025-06-19', '2025-06-01', '2024-12-31', '2024-12-30']],
  ['uk', ['2022-04-12', '2022-03-28']],
  ['de', ['2023-01-24', '2023-01-23']],
  ['ca', ['2022-04-12']],
  ['bg', ['2025-06-19', '2025-06-05']],
  ['kr_two_months', ['2025-07-02', '2025-06-30', '2025-06-28', '2024-12-31']],
])('reads the dates of the %s sample', async (locale, expected) => {
  const records = await recordsOf(await readFixture(`synthetic_NetflixViewingHistory_${locale}.csv`))
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
  ['a short year in front, in Korean', ['25. 6. 22.', '25. 6. 2.'], ['2025-06-22', '2025-06-02']],
  [
    'the same form with the day in front, in Croatian',
    ['22. 6. 25.', '2. 6. 25.'],
    ['2025-06-22', '2025-06-02'],
  ],
  ['a short year in front, in Basque', ['25/6/22', '25/6/2'], ['2025-06-22', '2025-06-02']],
  ['a year in front', ['2025/6/9'], ['2025-06-09']],
  ['Chinese characters between', ['2025年6月9日'], ['2025-06-09']],
  ['a short Buddhist year', ['22/6/68', '9/6/68'], ['2025-06-22', '2025-06-09']],
  ['a long Buddhist year', ['9/6/2568'], ['2025-06-09']],
  ['a solar year, with Persian digits', ['۱۴۰۴/۳/۱۹', '۱۴۰۳/۱۲/۳۰'], ['2025-06-09', '2025-03-20']],
  ['a solar year behind its era', ['AP ۱۴۰۴-۰۳-۱۹'], ['2025-06-09']],
  ['a lunar year', ['١٢‏/١٢‏/١٤٤٦ هـ'], ['2025-06-08']],
  ['a word for year behind', ['19.06.25 г.', '9.6.25 г.'], ['2025-06-19', '2025-06-09']],
  ['Arabic digits', ['١٩\u200f/٦\u200f/٢٠٢٥'], ['2025-06-19']],
  ['Roman months', ['9/vi/25', '22/xii/24'], ['2025-06-09', '2024-12-22']],
  ['newest first, day in front', ['1/4/25', '2/3/25'], ['2025-04-01', '2025-03-02']],
  ['newest first, month in front', ['4/1/25', '3/2/25'], ['2025-04-01', '2025-03-02']],
  ['the same in either order', ['6/6/25', '5/5/25'], ['2025-06-06', '2025-05-05']],
  ['a leap day', ['29/2/24'], ['2024-02-29']],
])('%s', async (_name, written, expected) => {
  expect(await dates(written)).toEqual(expected)
})

test('a year of an emperor is not a two-digit year', async () => {
  expect(String(await refusal(['令和 7/6/19']))).toContain('Expected a date such as')
})

test('the options resolve the file’s ambiguity', async () => {
  expect(await dates(['3/4/25'], { dateOrder: 'dmy' })).toEqual(['2025-04-03'])
  expect(await dates(['3/4/25'], { dateOrder: 'mdy' })).toEqual(['2025-03-04'])
  expect(await dates(['25-06-19'], { dateOrder: 'ymd' })).toEqual(['2025-06-19'])
  expect(await dates(['04/03/29'], { calendar: 'persian', dateOrder: 'ymd' })).toEqual(['2025-06-19'])
  expect(await dates(['04/03/31'], { calendar: 'persian' })).toEqual(['2025-06-21'])
  expect(await dates(['22/12/46'], { calendar: 'islamic_umalqura' })).toEqual(['2025-06-18'])
  expect(await dates(['68-06-19'], { calendar: 'buddhist' })).toEqual(['2025-06-19'])
})

test.each([
  [
    ['1/2/25', '2/1/25', '3/3/25'],
    '"1/2/25" is 2025-02-01 (dmy) or 2025-01-02 (mdy)',
    'dateOrder (dmy or mdy)',
  ],
  [['8/9/25'], '2025-09-08 (dmy) or 2025-08-09 (mdy) or 2008-09-25 (ymd)', 'dateOrder (dmy or mdy or ymd)'],
  [['25/06/19', '24/05/18'], '2019-06-25 (dmy) or 2025-06-19 (ymd)', 'dateOrder (dmy or ymd)'],
  [['04/03/09'], '2009-03-04 (dmy) or 2009-04-03 (mdy)', 'dateOrder (dmy or mdy)'],
])('requires an option if %j can be read in several ways', async (written, readings, option) => {
  const error = await refusal(written)
  expect(error).toMatchObject({ code: 'file_parse_error', line: 2, column: 10 })
  expect(String(error)).toContain(readings)
  expect(String(error)).toContain(`Choose with the option ${option}`)
})

test.each(['kr_one_month', 'kr_one_day'])(
  'requires the order of the file %s, whose years could be days',
  async (name) => {
    const content = await readFixture(`synthetic_NetflixViewingHistory_${name}.csv`)
    const { error } = await refusalOf(content)
    expect(String(error)).toContain('"25. 6. 22." is 2022-06-25 (dmy) or 2025-06-22 (ymd)')
    const records = await recordsOf(content, { options: { dateOrder: 'ymd' } })
    expect(new Set(records.map(({ occurredOn }) => occurredOn.slice(0, 7)))).toEqual(new Set(['2025-06']))
  },
)

test('requires the order of a file whose dates fit day and month, and reads it as chosen', async () => {
  const content = await readFixture('synthetic_NetflixViewingHistory_ambiguous.csv')
  expect(String((await refusalOf(content)).error)).toContain('option dateOrder (dmy or mdy)')
  const records = await recordsOf(content, { options: { dateOrder: 'mdy' } })
  expect(records.map(({ occurredOn }) => occurredOn)).toEqual(['2025-05-01', '2025-03-01', '2025-02-01'])
})

test('a date after tomorrow or before Netflix is invalid', async () => {
  const today = '2025-06-18'
  const of = (written: string[]) => dates(written, {}, { today })
  expect(await of(['19.06.25', '20.06.25', '18.06.25'])).toEqual(['2025-06-19', '2025-06-18'])
  expect(await of(['2025-06-18', '2007-01-01', '2006-12-31'])).toEqual(['2025-06-18', '2007-01-01'])
  // The day that would be after tomorrow tells the order.
  expect(await of(['6/7/25', '6/5/25'])).toEqual(['2025-06-07', '2025-06-05'])
  expect(await of(['۱۴۰۴/۳/۲۹', '۱۴۰۴/۳/۳۰', '۱۴۰۴/۳/۲۸'])).toEqual(['2025-06-19', '2025-06-18'])
})

test.each([
  ['dmy', '2/13/25'],
  ['mdy', '13/2/25'],
  ['dmy', '2025-06-19'],
  ['ymd', '19/06/2025'],
])('refuses a date that the chosen order %s does not fit', async (dateOrder, date) => {
  const error = await refusal([date], { dateOrder })
  expect(error).toMatchObject({ code: 'file_parse_error', line: 2, column: 10 })
  expect(String(error)).toContain('chosen with the option dateOrder')
})

test('a chosen order that another one contradicts refuses the file, however many rows match it', async () => {
  const error = await refusal(['6/19/25', '6/5/25', '6/4/25', '6/3/25', '6/2/25'], { dateOrder: 'dmy' })
  expect(String(error)).toContain('found "6/19/25"')
  const wrongCalendar = await refusal(['2025-06-19', '2025-06-05'], { calendar: 'buddhist' })
  expect(String(wrongCalendar)).toContain('of the calendar buddhist, chosen with the option calendar')
})

test('dates that only an unusual reading makes possible refuse the file with the options to choose', async () => {
  const short = ['04/03/31', '04/03/19', '04/03/08', '04/02/30']
  expect(String(await refusal(short))).toContain('options dateOrder ymd and calendar persian')
  const expected = ['2025-06-21', '2025-06-09', '2025-05-29', '2025-05-20']
  expect(await dates(short, { dateOrder: 'ymd', calendar: 'persian' })).toEqual(expected)
  const noForm = ['25.06.30', '25.06.22', '25.06.09']
  expect(String(await refusal(noForm))).toContain('It is 2025-06-30 with the options dateOrder ymd')
  expect(String(await refusal(['99/99/99']))).toContain('need the options dateOrder and calendar')
})
