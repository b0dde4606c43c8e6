import type { MediaRecord } from '@tributary/integration-kit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateViewingHistory } from '../simulator/index.ts'
import { quickId, readQuickId } from '../src/external-id.ts'
import { collected, pagesOf, recordsOf } from './import-file.ts'

const fileOf = (days: readonly (readonly string[])[]) =>
  [
    'Title,Date',
    ...days.flatMap((titles, index) => titles.map((title) => `"${title}","2025-06-${28 - index}"`)),
  ].join('\n')

/** A day for each letter. */
const ofTitles = (titles: string) => fileOf(Array.from(titles, (title) => [title]))

/** The warnings of an import after another one. */
const warningsAfter = async (earlier: readonly MediaRecord[], ...run: Parameters<typeof pagesOf>) => {
  const [content, options] = run
  const pages = await collected(
    pagesOf(content, {
      ...options,
      delivered: async ({ startDate, endDate }) =>
        earlier
          .map(({ externalId, occurredOn }) => ({ externalId, date: occurredOn }))
          .filter(({ date }) => date >= startDate && date <= endDate),
    }),
  )
  return pages.flatMap(({ warning }) => warning ?? [])
}

const english = fileOf([
  ['The Film'],
  ['Show: Season 1: First', 'Show: Season 1: Second'],
  ['Other Film'],
  ['Last'],
])
const german = fileOf([
  ['Der Film'],
  ['Serie: Staffel 1: Eins', 'Serie: Staffel 1: Zwei'],
  ['Anderer'],
  ['Letzter'],
])

test('a history repeated in another language is reported', async () => {
  const [warning, ...more] = await warningsAfter(await recordsOf(english), german)
  expect(warning).toContain('language has changed')
  expect(warning).toContain('DELETE /api/netflix?data=delete')
  expect(more).toEqual([])
})

test('a history repeated under another profile is reported with the name', async () => {
  const earlier = await recordsOf(english, { options: { profile: 'Ada' } })
  const [warning] = await warningsAfter(earlier, english, { options: { profile: 'Ada L.' } })
  expect(warning).toContain('already exist as those of the profile "Ada"')
  const [unnamed] = await warningsAfter(await recordsOf(english), english, { options: { profile: 'Ada' } })
  expect(unnamed).toContain('already exist without a profile')
})

test.each([
  ['nothing was there', '', english],
  ['the same file comes again', english, english],
  ['a longer file comes', fileOf([[], ['B'], ['C']]), fileOf([['A'], ['A', 'B'], ['C']])],
  [
    'some titles were renamed or hidden',
    english,
    english.replace('Show: Season 1: First', 'Show: Season 1: One'),
  ],
  ['two days have other titles', english, english.replace('The Film', 'Der Film').replace('Last', 'Letzter')],
  ['there are only two days', ofTitles('AB'), ofTitles('XY')],
  ['most days are known', ofTitles('ABCDEFG'), ofTitles('XYZDEFG')],
  [
    'the person watched on other days',
    fileOf([['A'], ['B'], ['C'], ['D']]),
    'Title,Date\n"X","2025-05-01"\n',
  ],
])('nothing is reported if %s', async (_name, earlier, file) => {
  expect(await warningsAfter(earlier === '' ? [] : await recordsOf(earlier), file)).toEqual([])
})

test('a profile that shares some days is not another one', async () => {
  const earlier = [
    ...(await recordsOf(ofTitles('ABCDEFG'), { options: { profile: 'Ada' } })),
    ...(await recordsOf(ofTitles('---DEFG'), { options: { profile: 'Bob' } })),
  ]
  expect(await warningsAfter(earlier, ofTitles('ABCDEFG'), { options: { profile: 'Bob' } })).toEqual([])
})

test('another person of the household who watches on the same days is not a repeated history', async () => {
  const earlier = await recordsOf(english, { options: { profile: 'Ada' } })
  expect(await warningsAfter(earlier, german, { options: { profile: 'Bob' } })).toEqual([])
})

test('it is detected over many pages too, and not confused with a resumed run', async () => {
  const file = (locale: 'us' | 'de') => () => generateViewingHistory({ rows: 3000, locale, seed: 3 })
  const earlier = await recordsOf(file('us'))
  const translated = await recordsOf(file('de'))
  const warnings = await warningsAfter(
    earlier.filter(({ title }) => /Season|Episode/.test(title)),
    file('de'),
  )
  expect(warnings).toEqual([expect.stringContaining('language has changed')])
  expect(await warningsAfter(translated, file('de'), { cursor: { row: 500 } })).toEqual([])
})

test('an id of the quick file is parsed', () => {
  const text = fc.string({ unit: fc.constantFrom('|', '\\', 'a', '\n'), maxLength: 6 })
  fc.assert(
    fc.property(text, text, fc.integer({ min: 1, max: 20 }), (profile, title, occurrence) => {
      const id = quickId({ profile, title, occurrence, date: '2025-06-19' })
      expect(readQuickId(id)).toEqual({ owner: profile, event: `${occurrence}|${title}` })
    }),
  )
  expect(readQuickId('f|2025-06-19 19:02:11|2469|1')).toBeUndefined()
})
