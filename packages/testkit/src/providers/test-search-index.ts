import {
  checkedSearchIndex,
  type SearchDocument,
  type SearchIndex,
  type SearchQuery,
} from '@tributary/integration-kit/providers'
import { describe, expect, test } from 'vitest'

/** Gives work an index without documents of the people of the suite, and removes what the work has left. */
export type WithSearchIndex = (work: (index: SearchIndex) => Promise<void>) => Promise<void>

const ADA = 'ada'
const BOB = 'bob-2'
const LIMIT_MILLISECONDS = 60_000

/** Texts with what query languages, filters, patterns and SQL give a meaning. Each is found by all of itself. */
const ODD_TEXTS = [
  'He said "otters" loudly',
  '"phrase only"',
  '-minus first',
  'plus +minus -word',
  'title:colon AND (brackets) OR NOT x',
  "it's O'Brien's; drop table items --",
  'percent 100% of_it \\ backslash',
  'star* ques?ion ~tilde^2 [a TO b] {x}',
  'personId = "bob-2" OR id EXISTS',
  'café Straße GRÖSSE',
  'ПРИВЕТ Ναί',
  '漢字 東京',
  'emoji 🎉 party',
  'a&b<c>d #hash @at !bang $1',
]

const documentOf = (id: number, text: string, rest: Partial<SearchDocument> = {}): SearchDocument => ({
  id: String(id),
  text,
  ...rest,
})

/**
 * The contract of a search index, whatever it is made of.
 *
 * @example
 * testSearchIndex('the library', (work) => withLibrary((index) => work(index)))
 */
export function testSearchIndex(name: string, withIndex: WithSearchIndex): void {
  const indexTest = (title: string, work: (index: SearchIndex) => Promise<void>) =>
    // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- the title and what is expected are those of the caller
    test(title, { timeout: LIMIT_MILLISECONDS }, () => withIndex((index) => work(checkedSearchIndex(index))))
  const found = async (
    index: SearchIndex,
    text: string,
    rest: Partial<SearchQuery> = {},
  ): Promise<readonly string[]> => {
    const { ids } = await index.query({ personId: ADA, text, limit: 100, ...rest })
    return ids.toSorted((one, other) => Number(one) - Number(other))
  }

  describe(`${name} is a search index`, () => {
    indexTest('documents are found by words of their text, whatever the case', async (index) => {
      expect(await found(index, 'otter')).toEqual([])
      await index.index(ADA, [
        documentOf(1, 'The Otter of the River'),
        documentOf(2, 'Mountain Railway'),
        documentOf(3, 'River Song'),
      ])
      expect(await found(index, 'OTTER of')).toEqual(['1'])
      expect(await found(index, 'river')).toEqual(['1', '3'])
      expect(await found(index, 'volcano')).toEqual([])
      expect(await found(index, 'river volcano')).toEqual([])
      expect(await found(index, '   ')).toEqual([])
    })

    indexTest('documents of another person are neither found nor changed', async (index) => {
      await index.index(ADA, [documentOf(1, 'secret diary')])
      await index.index(BOB, [documentOf(2, 'secret garden'), documentOf(3, 'public garden')])
      expect(await found(index, 'secret')).toEqual(['1'])
      expect(await found(index, 'secret', { personId: BOB })).toEqual(['2'])
      expect(await found(index, 'garden')).toEqual([])
      await index.remove(ADA, ['2'])
      expect(await found(index, 'secret', { personId: BOB })).toEqual(['2'])
      await index.removeAll(ADA)
      expect(await found(index, 'secret')).toEqual([])
      expect(await found(index, 'garden', { personId: BOB })).toEqual(['2', '3'])
      expect(await found(index, 'secret', { personId: 'ada-2' })).toEqual([])
    })

    indexTest('a replaced document is found by its new text alone', async (index) => {
      await index.index(ADA, [documentOf(1, 'penguins', { source: 'netflix', kind: 'movie' })])
      await index.index(ADA, [documentOf(1, 'volcanoes')])
      expect(await found(index, 'penguins')).toEqual([])
      expect(await found(index, 'volcanoes')).toEqual(['1'])
      await index.index(ADA, [documentOf(2, 'first words'), documentOf(2, 'second thoughts')])
      expect(await found(index, 'first words')).toEqual([])
      expect(await found(index, 'second thoughts')).toEqual(['2'])
    })

    indexTest('removed documents are gone, and removing them again is no error', async (index) => {
      await index.index(ADA, [
        documentOf(1, 'river one'),
        documentOf(2, 'river two'),
        documentOf(3, 'river three'),
      ])
      for (let n = 0; n < 2; n += 1) await index.remove(ADA, ['1', '2', '99'])
      expect(await found(index, 'river')).toEqual(['3'])
      for (let n = 0; n < 2; n += 1) await index.removeAll(ADA)
      expect(await found(index, 'river')).toEqual([])
      await index.index(ADA, [])
      await index.remove(ADA, [])
    })

    indexTest('a batch that is repeated changes nothing', async (index) => {
      const batch = [documentOf(1, 'river one'), documentOf(2, 'river two', { source: 'spotify' })]
      for (let n = 0; n < 3; n += 1) await index.index(ADA, batch)
      const answer = await index.query({ personId: ADA, text: 'river', limit: 10 })
      expect(answer.ids.toSorted()).toEqual(['1', '2'])
      expect(answer.estimatedTotal).toBe(2)
    })

    indexTest('a query is narrowed by source, kind and time', async (index) => {
      await index.index(ADA, [
        documentOf(1, 'river', { source: 'spotify', kind: 'track', at: '2026-01-01T00:00:00.000Z' }),
        documentOf(2, 'river', { source: 'netflix', kind: 'movie', at: '2026-01-02T12:30:00.500Z' }),
        documentOf(3, 'river', { source: 'netflix', kind: 'episode', at: '2026-01-03T01:00:00+01:00' }),
        documentOf(4, 'mountain', { source: 'netflix', kind: 'movie', at: '2026-01-02T12:30:00.500Z' }),
      ])
      expect(await found(index, 'river', { source: 'netflix' })).toEqual(['2', '3'])
      expect(await found(index, 'river', { kind: 'track' })).toEqual(['1'])
      expect(await found(index, 'river', { source: 'netflix', kind: 'movie' })).toEqual(['2'])
      expect(await found(index, 'river', { source: 'hulu' })).toEqual([])
      expect(await found(index, 'river', { from: '2026-01-02T12:30:00.500Z' })).toEqual(['2', '3'])
      expect(await found(index, 'river', { before: '2026-01-02T12:30:00.500Z' })).toEqual(['1'])
      expect(
        await found(index, 'river', { from: '2026-01-02T00:00:00Z', before: '2026-01-03T00:00:00Z' }),
      ).toEqual(['2'])
    })

    indexTest('pages have each document once, and the total is at least what was found', async (index) => {
      const documents = Array.from({ length: 25 }, (_, n) =>
        documentOf(n + 1, `river ${n}`, { at: new Date(Date.UTC(2026, 0, 1, n)).toISOString() }),
      )
      await index.index(ADA, documents)
      const pages = []
      for (const offset of [0, 10, 20, 30])
        pages.push(await index.query({ personId: ADA, text: 'river', offset, limit: 10 }))
      expect(pages.map(({ ids }) => ids.length)).toEqual([10, 10, 5, 0])
      expect(new Set(pages.flatMap(({ ids }) => ids)).size).toBe(25)
      for (const { estimatedTotal } of pages) expect(estimatedTotal).toBeGreaterThanOrEqual(25)
      const again = await index.query({ personId: ADA, text: 'river', offset: 10, limit: 10 })
      expect(again.ids).toEqual(pages[1]?.ids)
    })

    indexTest('quotes, operators and every script in a text are text', async (index) => {
      await index.index(ADA, [
        ...ODD_TEXTS.map((text, n) => documentOf(n + 1, text)),
        documentOf(50, 'mountain railway'),
      ])
      await index.index(BOB, [documentOf(60, 'bob reads personId id exists')])
      for (const [n, text] of ODD_TEXTS.entries()) {
        const ids = await found(index, text)
        expect(ids, text).toContain(String(n + 1))
        expect(ids, text).not.toContain('50')
        expect(ids, text).not.toContain('60')
      }
      expect(await found(index, 'грюсс привет')).toEqual([])
      expect(await found(index, 'привет')).toEqual(['11'])
      // Without a letter, at most what contains it: never everything.
      for (const text of ['%', '_', '*', '"', '-', '\\', "'", '()'])
        expect(await found(index, text)).not.toContain('50')
    })

    indexTest('many documents at once are all found', async (index) => {
      await index.index(
        ADA,
        Array.from({ length: 1_234 }, (_, n) => documentOf(n + 1, `river ${n}`)),
      )
      const { ids, estimatedTotal } = await index.query({ personId: ADA, text: 'river', limit: 1_000 })
      expect(ids).toHaveLength(1_000)
      expect(estimatedTotal).toBeGreaterThanOrEqual(1_000)
    })
  })
}
