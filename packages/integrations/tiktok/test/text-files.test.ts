import { collectPages } from '@tributary/testkit'
import { describe, expect, test } from 'vitest'
import { generateJsonExport, jsonZip, textZip, wholeOf, zipOf } from '../simulator/index.ts'
import { likesAndSearches, watchHistory } from '../src/streams.ts'
import { readFixture } from './read-fixture.ts'

const IDS = [
  'untitled|2026-10-01T10:00:00Z|7300000000000000000',
  'untitled|2026-09-30T09:59:59Z|7300000000000000001',
]

/** The ids of both streams. */
async function idsOf(content: string | Uint8Array, filename = 'download') {
  const views = await collectPages(watchHistory, { content, filename })
  const events = await collectPages(likesAndSearches, { content, filename })
  return [...views, ...events]
    .flatMap(({ records }) => records.map(({ externalId }) => externalId))
    .toSorted()
}

test.each([
  ['Watch History.txt', 'watch_history_en.txt'],
  ['Kijkgeschiedenis.txt', 'kijkgeschiedenis_nl.txt'],
  ['Video Browsing History.txt', 'video_browsing_history_2020.txt'],
])('%s has the views of the JSON file', async (filename, fixture) => {
  expect(await idsOf(readFixture(fixture), filename)).toEqual(IDS.toSorted())
})

test('the words of a search may have a colon, and be "none"', async () => {
  const content = readFixture('zoekopdrachten_nl.txt')
  const [page] = await collectPages(likesAndSearches, { content, filename: 'Zoekopdrachten.txt' })
  expect(page?.records.map(({ title }) => title)).toEqual(['how to: fold a shirt', 'none'])
})

describe('the same account', () => {
  const counts = { view: 60, like: 20, favorite: 10, search: 15 }

  test.each(['en', 'nl', 'en-2020'] as const)(
    'has the same ids in text (%s) as in JSON',
    async (language) => {
      const ids = await idsOf(await textZip({ counts }, language))
      expect(new Set(ids).size).toBe(105)
      for (const spelling of ['current', 'moved', 'older'] as const)
        expect(await idsOf(await jsonZip({ counts, spelling }))).toEqual(ids)
    },
  )

  test('in a ZIP file with both forms the JSON file is read, once', async () => {
    const json = await wholeOf(generateJsonExport({ counts }))
    const text = { 'TikTok/Your Activity/Watch History.txt': readFixture('watch_history_en.txt') }
    const both = zipOf({ ...text, 'user_data_tiktok.json': json })
    expect(await idsOf(both)).toEqual(await idsOf(json))
  })
})

describe('a ZIP file of text files', () => {
  test('reports the files that are not imported, once', async () => {
    const content = await textZip({ counts: { view: 1, like: 1, favorite: 0, search: 0 } })
    const [page] = await collectPages(watchHistory, { content })
    expect(page?.warning).toBe(
      'Not imported, because they are not part of the watch history, likes and searches: Comments.txt, Hashtag.txt.',
    )
    expect((await collectPages(likesAndSearches, { content }))[0]).not.toHaveProperty('warning')
  })

  test('with only sections without data has no entries', async () => {
    const content = await textZip({ counts: { view: 0, like: 0, favorite: 0, search: 0 } }, 'nl')
    expect(await idsOf(content)).toEqual([])
  })

  test('in another language is refused, with JSON as the cure', async () => {
    const content = zipOf({ 'TikTok/Aktivität/Wiedergabeverlauf.txt': readFixture('watch_history_en.txt') })
    await expect(idsOf(content)).rejects.toMatchObject({
      code: 'file_parse_error',
      message: expect.stringMatching(
        /has no watch history, likes and searches \(it has Wiedergabeverlauf\.txt\)\..*user_data_tiktok\.json.*as JSON/,
      ) as string,
    })
  })

  test('with two files of one name is refused: they are of two exports', async () => {
    const file = readFixture('watch_history_en.txt')
    await expect(idsOf(zipOf({ 'a/Watch History.txt': file, 'b/Watch History.txt': file }))).rejects.toThrow(
      /two files of the same part of an export: Watch History\.txt and Watch History\.txt/,
    )
  })

  test('whose names macOS has written is read', async () => {
    const file = readFixture('watch_history_en.txt')
    const [page] = await collectPages(likesAndSearches, {
      content: zipOf({ 'TikTok/Favoriete video’s.txt': file, '__MACOSX/TikTok/._Likelijst.txt': 'x' }),
    })
    expect(page?.records).toMatchObject([{ type: 'favorite' }, { type: 'favorite' }])
  })
})

test('a text file with an unknown name asks for its contents', async () => {
  const content = readFixture('watch_history_en.txt')
  await expect(idsOf(content, 'Wiedergabeverlauf.txt')).rejects.toMatchObject({
    resolvedBy: { option: 'contents', choices: ['view', 'like', 'favorite', 'search'] },
  })
})
