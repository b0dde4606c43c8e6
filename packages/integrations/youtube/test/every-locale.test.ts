import { collectPages } from '@tributary/testkit'
import { describe, expect, test } from 'vitest'
import {
  generateHistory,
  generateTakeout,
  LOCALES,
  type Locale,
  simulatedActivities,
} from '../simulator/index.ts'
import { searchHistory, watchHistory } from '../src/streams.ts'

const ROWS = 400
/** The rows reach back over more than a year, so that each month's name occurs. */
const HISTORY = { rows: ROWS, minutesApart: 3000 }

const recordsOf = async (content: string | Uint8Array) =>
  (await collectPages(watchHistory, { content })).flatMap((page) => page.records)
const searchesOf = async (content: string | Uint8Array) =>
  (await collectPages(searchHistory, { content })).flatMap((page) => page.records)

const withoutRaw = (record: object) => ({ ...record, raw: undefined })

const watched = [...simulatedActivities(HISTORY)].filter(({ kind }) => kind === 'video' || kind === 'music')
const expectedIds = watched.map(
  ({ at, videoId }) => `watch|${new Date(at).toISOString().slice(0, 19)}Z|${videoId}`,
)

describe.each(Object.keys(LOCALES) as Locale[])('an account in %s', (locale) => {
  const fileOf = (format: 'json' | 'html') =>
    [...generateHistory('all', { ...HISTORY, locale, format })].join('')

  test('HTML has the same videos at the same instants as in every other language', async () => {
    const records = await recordsOf(fileOf('html'))
    expect(records.map(({ externalId }) => externalId)).toEqual(expectedIds)
    expect(records.map(({ title }) => title)).toEqual(watched.map(({ title }) => title))
  })

  test('JSON identifies the same watches and searches as HTML', async () => {
    const [json, html] = [await recordsOf(fileOf('json')), await recordsOf(fileOf('html'))]
    expect(json.map(withoutRaw)).toEqual(html.map(withoutRaw))
    const [searches, others] = [await searchesOf(fileOf('json')), await searchesOf(fileOf('html'))]
    expect(searches).toHaveLength(ROWS / 10)
    expect(searches.map(withoutRaw)).toEqual(others.map(withoutRaw))
  })

  test.each(['json', 'html'] as const)('a ZIP file with %s is read by what is in it', async (format) => {
    const content = generateTakeout({ ...HISTORY, locale, format })
    expect((await recordsOf(content)).map(({ externalId }) => externalId)).toEqual(expectedIds)
    expect(await searchesOf(content)).toHaveLength(ROWS / 10)
  })
})
