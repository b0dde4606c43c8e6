import { PossibleDates } from '@tributary/integration-kit/dates'
import { expect, test } from 'vitest'
import { MONTH_LANGUAGES } from '../../src/files/written-times/month-languages.ts'
import { allMonthNames, monthNamed } from '../../src/files/written-times/month-names.ts'
import { readWrittenTime } from '../../src/files/written-times/read-written-time.ts'
import { WrittenTimes } from '../../src/files/written-times/written-times.ts'

const NOW = Date.parse('2026-11-28T00:00:00Z')

function read(text: string, options = {}): string | undefined {
  const possible = new PossibleDates({ date: '2005-01-01', reason: 'the first' }, NOW)
  const times = new WrittenTimes(
    { dateOrder: 'auto', utcOffset: 'auto', language: 'auto', ...options },
    possible,
  )
  times.survey(text, { line: 3, column: 1 })
  times.finish()
  return times.read(text)
}

test.each([
  ['Sep 14, 2026, 8:05:06\u202fAM CEST', '2026-09-14T06:05:06Z'],
  ['Sep 14, 2026, 8:05:06 PM PDT', '2026-09-15T03:05:06Z'],
  ['Sep 14, 2026, 12:05:06 AM UTC', '2026-09-14T00:05:06Z'],
  ['Sep 14, 2026, 12:05:06 PM UTC', '2026-09-14T12:05:06Z'],
  ['14 Sept 2026, 08:05:06 CEST', '2026-09-14T06:05:06Z'],
  ['14.07.2026, 20:05:06 MESZ', '2026-07-14T18:05:06Z'],
  ['12.07.2026, 20:05:06 MEZ', '2026-07-12T19:05:06Z'],
  ['17. Feb. 2026, 20:05:06 MEZ', '2026-02-17T19:05:06Z'],
  ['14 mrt 2026, 20:05:06 CEST', '2026-03-14T18:05:06Z'],
  ['14 mei 2026, 20:05:06 CEST', '2026-05-14T18:05:06Z'],
  ['14 juin 2026, 03:05:06 EDT', '2026-06-14T07:05:06Z'],
  ['14 juil. 2026, 03:05:06 EDT', '2026-07-14T07:05:06Z'],
  ['14 avr. 2026, 03:05:06 EDT', '2026-04-14T07:05:06Z'],
  ['14 sept 2026, 3:05:06\u202fp.\u00a0m. GMT-03:00', '2026-09-14T18:05:06Z'],
  ['14 sept 2026, 3:05:06 p.m. GMT-03:00', '2026-09-14T18:05:06Z'],
  ['17 de feb. de 2026, 22:05:06 CET', '2026-02-17T21:05:06Z'],
  ['7 de set. de 2024, 22:05:06 BRT', '2024-09-08T01:05:06Z'],
  ['2026年7月14日 00:05:06 CEST', '2026-07-13T22:05:06Z'],
  ['2026. 4. 14. 오후 6:05:06 KST', '2026-04-14T09:05:06Z'],
  ['2024/01/14 15:05:06 JST', '2024-01-14T06:05:06Z'],
  ['24\u200f/07\u200f/2026، 4:05:06 م CEST', '2026-07-24T14:05:06Z'],
  ['04\u200f/07\u200f/2026، 12:05:06 ص CEST', '2026-07-03T22:05:06Z'],
  ['14 Eyl 2026 22:05:06 GMT+03:00', '2026-09-14T19:05:06Z'],
  ['14 Ağu 2026, 22:05:06 GMT+3', '2026-08-14T19:05:06Z'],
  ['14 paź 2025, 17:05:06 CEST', '2025-10-14T15:05:06Z'],
  ['17. okt. 2019 15.05.06 CET', '2019-10-17T14:05:06Z'],
  ['2010-11-14 19:05:06 UTC', '2010-11-14T19:05:06Z'],
  ['14 Sep 2026, 22:05:06 GMT+05:30', '2026-09-14T16:35:06Z'],
  ['14 Sep 2026, 22:05:06 GMT\u22123', '2026-09-15T01:05:06Z'],
  ['14 Jan 2026, 22:05:06 EET', '2026-01-14T20:05:06Z'],
  ['14 Jan 2026, 22:05:06 MSK', '2026-01-14T19:05:06Z'],
])('%s is %s', (text, instant) => {
  expect(read(text)).toBe(instant)
})

test.each([
  '14 Jun 2026',
  '14 Foo 2026, 08:05:06 CEST',
  '31 Jun 2026, 08:05:06 CEST',
  '14 Jun 2026, 25:05:06 CEST',
  '14 Jun 2026, 13:05:06 PM CEST',
  '14 Jun 2004, 08:05:06 CEST',
  '14 Jun 2027, 08:05:06 CEST',
  'Watched at 8:05 AM',
  `14 Jun 2026, 08:05:06 ${' '.repeat(100)}CEST`,
])('%s is no time', (text) => {
  expect(read(text)).toBeUndefined()
})

test('no abbreviation is that of two months', () => {
  for (const [name, month] of allMonthNames()) expect([name, monthNamed(name)]).toEqual([name, month])
})

test('every month of the languages of V8 is known by its abbreviation and its name', () => {
  for (const locale of [
    'en',
    'de',
    'de-AT',
    'nl',
    'fr',
    'es',
    'it',
    'pt',
    'pl',
    'da',
    'sv',
    'nb',
    'tr',
    'ru',
    'uk',
    'ro',
    'hu',
  ])
    for (const style of ['short', 'long'] as const) {
      const format = new Intl.DateTimeFormat(locale, {
        day: 'numeric',
        month: style,
        year: 'numeric',
        timeZone: 'UTC',
      })
      for (let month = 1; month <= 12; month += 1) {
        const text = `${format.format(Date.UTC(2026, month - 1, 14))} 08:05:06 UTC`
        expect([locale, text, readWrittenTime(text)?.date]).toEqual([
          locale,
          text,
          { year: 2026, month, day: 14 },
        ])
      }
    }
})

test.each([
  ['7/6/2026, 08:05:06 UTC', 'dateOrder', ['dmy', 'mdy']],
  ['14 Jun 2026, 08:05:06 CST', 'utcOffset', ['-06:00', '+08:00']],
  ['14 Jun 2026, 08:05:06 AST', 'utcOffset', ['-04:00', '+03:00']],
])('what is open in %s is asked', (text, option, choices) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({ code: 'file_parse_error', line: 3, resolvedBy: { option, choices } }),
  )
})

test('an unknown zone and none are asked with all offsets', () => {
  for (const text of ['14 Jun 2026, 08:05:06 XYZT', '14 Jun 2026, 08:05:06']) {
    expect(() => read(text)).toThrow(/time zone is open/)
    expect(read(text, { utcOffset: '+05:45' })).toBe('2026-06-14T02:20:06Z')
  }
})

test('a chosen offset does not replace a known one', () => {
  expect(read('14 Jun 2026, 08:05:06 CEST', { utcOffset: '-06:00' })).toBe('2026-06-14T06:05:06Z')
})

test('days that are the same in both orders are not asked', () => {
  expect(read('7/7/2026, 08:05:06 UTC')).toBe('2026-07-07T08:05:06Z')
  expect(read('7/25/2026, 08:05:06 UTC')).toBe('2026-07-25T08:05:06Z')
})

/** The times of the 14th of some months, as `Intl` writes them. */
function timesIn(language: string, month: 'short' | 'long', months: readonly number[]): string[] {
  const format = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month,
    year: 'numeric',
    timeZone: 'UTC',
  })
  return months.map((each) => `${format.format(Date.UTC(2025, each - 1, 14))}, 08:05:06 UTC`)
}

function readAll(texts: readonly string[], options = {}) {
  const possible = new PossibleDates({ date: '2005-01-01', reason: 'the first' }, NOW)
  const times = new WrittenTimes(
    { dateOrder: 'auto', utcOffset: 'auto', language: 'auto', ...options },
    possible,
  )
  for (const text of texts) times.survey(text, { line: 1, column: 1 })
  times.finish()
  return texts.map((text) => times.read(text)?.slice(0, 10))
}

const YEAR = Array.from({ length: 12 }, (_, index) => index + 1)
const DAYS = YEAR.map((month) => `2025-${String(month).padStart(2, '0')}-14`)

test.each(MONTH_LANGUAGES)('a year in %s is read without a question', (language) => {
  for (const style of ['short', 'long'] as const)
    expect([style, readAll(timesIn(language, style, YEAR))]).toEqual([style, DAYS])
})

test.each(MONTH_LANGUAGES)(
  'each month alone in %s is read, or asked about, and never read as another one',
  (language) => {
    for (const style of ['short', 'long'] as const)
      for (const month of YEAR) {
        const texts = timesIn(language, style, [month])
        const expected = [DAYS[month - 1]]
        try {
          expect([texts, readAll(texts)]).toEqual([texts, expected])
        } catch (error) {
          expect(error).toMatchObject({ resolvedBy: { option: 'language' } })
          expect([texts, readAll(texts, { language })]).toEqual([texts, expected])
        }
      }
  },
)

test('a name that is October in Croatian and November in Polish is asked about, unless another month decides', () => {
  const alone = ['14. lis 2025., 08:05:06 CEST']
  expect(() => readAll(alone)).toThrow(
    /The language of the dates is open in "14\. lis 2025\., 08:05:06 CEST"/,
  )
  expect(readAll(alone, { language: 'hr' })).toEqual(['2025-10-14'])
  expect(readAll(alone, { language: 'pl' })).toEqual(['2025-11-14'])
  expect(readAll([...alone, '14. kol 2025., 08:05:06 CEST'])).toEqual(['2025-10-14', '2025-08-14'])
  expect(readAll([...alone, '14 sie 2025, 08:05:06 CEST'])).toEqual(['2025-11-14', '2025-08-14'])
})
