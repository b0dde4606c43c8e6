import { isIntegrationError } from '@tributary/integration-kit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordsOf } from './import-file.ts'

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz')
const TWO_LETTERS = LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
/** Languages of three letters and countries whose short dates no language of two letters writes like this. */
const OTHERS =
  'agq bgc blo brx ccp ceb ckb haw kkj ksh lrc nqo sat syr ar-BH ckb-IR nl-BE en-JP en-MV es-CL es-CO es-PA hr-BA lrc-IQ pa-PK ps-PK shn-TH ur-IN zh-SG'

const TODAY = '2026-11-28'
const DAY = 86_400_000
const LAST = Date.parse(TODAY) / DAY
const FIRST = Date.parse('2007-01-01') / DAY
const iso = (day: number) => new Date(day * DAY).toISOString().slice(0, 10)

/** A format for each form of short dates that some language has. */
const formats = (() => {
  const locales = Intl.DateTimeFormat.supportedLocalesOf([...TWO_LETTERS, ...OTHERS.split(' ')])
  const byForm = new Map<string, Intl.DateTimeFormat>()
  for (const locale of locales) {
    const format = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeZone: 'UTC' })
    const form = `${format.format(Date.parse('2025-06-09'))} ${format.format(Date.parse('2024-12-22'))}`
    if (!byForm.has(form)) byForm.set(form, format)
  }
  return [...byForm.values()].map((format) => [format.resolvedOptions().locale, format] as const)
})()

/** How the days come out, or the option that is asked for. */
async function readDays(format: Intl.DateTimeFormat, days: readonly number[], options = {}) {
  const rows = days.map((day, index) => `"Film ${index}","${format.format(day * DAY)}"`)
  try {
    const records = await recordsOf(['Title,Date', ...rows].join('\n'), { options, today: TODAY })
    return records.map(({ occurredOn }) => occurredOn)
  } catch (error) {
    if (!isIntegrationError(error)) throw error
    return error.message
  }
}

test('all known forms of short dates are covered', () => {
  expect(formats.length).toBeGreaterThan(50)
})

test.each(formats)('a long history in the notation of %s is unambiguous', async (_locale, format) => {
  const days = Array.from({ length: 400 }, (_, index) => LAST - index * 11)
  expect(await readDays(format, days)).toEqual(days.map(iso))
})

test.each(formats)(
  'no date in the notation of %s is read wrongly: it is right or ambiguous',
  async (_locale, format) => {
    const start = fc.integer({ min: FIRST, max: LAST })
    const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 60 })), {
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(start, steps, async (newest, gaps) => {
        const days = [newest]
        for (const gap of gaps) days.push(Math.max(FIRST, (days.at(-1) ?? newest) - gap))
        const read = await readDays(format, days)
        if (typeof read !== 'string') {
          expect(read).toEqual(days.map(iso))
          return
        }
        expect(read).toMatch(/Choose with the option dateOrder \((dmy|mdy) or/)
        const answers = await Promise.all(
          ['dmy', 'mdy', 'ymd'].map((dateOrder) => readDays(format, days, { dateOrder })),
        )
        expect(answers).toContainEqual(days.map(iso))
      }),
      { numRuns: 40 },
    )
  },
)
