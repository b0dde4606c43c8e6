import { database } from '@tributary/database'
import type { MediaRecord } from '@tributary/integration-kit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MediaItem } from '../src/media-item.ts'
import type { LibraryTables } from '../src/tables.ts'
import { type LibraryServer, startLibrary } from './library-server.ts'

/** The sources of an imaginary platform, with as much detail as Spotify's. */
const SOURCES = {
  account: { precedence: 1, toleranceSeconds: 60 },
  api: { precedence: 2, toleranceSeconds: 60 },
  file: { precedence: 3, toleranceSeconds: 0 },
} as const

type Source = keyof typeof SOURCES

const START = Date.parse('2026-03-01T12:00:00Z')

/** A source's record of a play that ended some seconds after the start. */
function told(source: Source, track: string, seconds: number, more: Partial<MediaRecord> = {}): MediaRecord {
  // The source with the least detail has minutes and no ids.
  const at = source === 'account' ? Math.floor(seconds / 60) * 60 : seconds
  const occurredAt = new Date(START + at * 1000).toISOString()
  const id = source === 'account' ? undefined : `uri:${track}`
  return {
    externalId: `${source}|${at}|${seconds % 60}|${track}`,
    type: 'track',
    title: `${track} by ${source}`,
    occurredOn: occurredAt.slice(0, 10),
    occurredAt,
    raw: { source, seconds },
    match: {
      source,
      ...SOURCES[source],
      keys: [...(id === undefined ? [] : [id]), `name:${track}`],
      ...(id === undefined ? { at: new Date(START + (at + 30) * 1000).toISOString() } : { id }),
    },
    ...more,
  }
}

describe('plays delivered by several sources', () => {
  let server: LibraryServer
  let platforms = 0
  beforeAll(async () => {
    server = await startLibrary()
  })
  afterAll(async () => server.stop())

  const newPlatform = () => {
    const platform = `matched-${++platforms}`
    return {
      write: async (...records: MediaRecord[]) => server.ada.write(records, platform),
      items: async (): Promise<MediaItem[]> => {
        const { body } = await server.ada.get(`/api/library/export?integration=${platform}`)
        return body
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as MediaItem)
      },
    }
  }
  const insertedOf = { updated: 0, unchanged: 0 }

  test('one play from two sources is one item, whichever is first, with the contents of the richer', async () => {
    const outcome = async (first: Source, second: Source) => {
      const { write, items } = newPlatform()
      expect(await write(told(first, 'song', 100))).toEqual({ inserted: 1, ...insertedOf })
      const [before] = await items()
      const counts = await write(told(second, 'song', 100))
      const [item, ...more] = await items()
      expect(more).toEqual([])
      expect(item?.id).toBe(before?.id)
      return { counts, title: item?.title, externalId: item?.externalId }
    }
    const rich = { title: 'song by file', externalId: 'file|100|40|song' }
    expect(await outcome('api', 'file')).toEqual({
      counts: { inserted: 0, updated: 1, unchanged: 0 },
      ...rich,
    })
    expect(await outcome('file', 'api')).toEqual({
      counts: { inserted: 0, updated: 0, unchanged: 1 },
      ...rich,
    })
    expect(await outcome('account', 'file')).toMatchObject(rich)
    expect(await outcome('file', 'account')).toMatchObject(rich)
    expect(await outcome('account', 'api')).toMatchObject({ title: 'song by api' })
    expect(await outcome('api', 'account')).toMatchObject({ title: 'song by api' })
  })

  test('delivering it again from any source changes nothing', async () => {
    const { write, items } = newPlatform()
    const all = (['api', 'account', 'file'] as const).map((source) => told(source, 'song', 100))
    for (const record of all) await write(record)
    const before = await items()
    expect(before).toHaveLength(1)
    for (const record of all) expect(await write(record)).toEqual({ inserted: 0, updated: 0, unchanged: 1 })
    expect(await write(...all)).toEqual({ inserted: 0, updated: 0, unchanged: 3 })
    expect(await items()).toEqual(before)
  })

  test('corrections of the richer source are applied, changes of a poorer one are not', async () => {
    const { write, items } = newPlatform()
    await write(told('api', 'song', 100), told('file', 'song', 100))
    expect(await write(told('api', 'song', 100, { title: 'other' }))).toMatchObject({ unchanged: 1 })
    expect(await write(told('file', 'song', 100, { title: 'corrected' }))).toMatchObject({ updated: 1 })
    expect((await items()).map(({ title }) => title)).toEqual(['corrected'])
  })

  test.each([
    ['just near enough', 60, 1],
    ['too far apart', 60.1, 2],
    ['just near enough, before', -60, 1],
    ['too far apart, before', -61, 2],
  ])('%s', async (_, seconds, count) => {
    const { write, items } = newPlatform()
    await write(told('file', 'song', 1000))
    await write(told('api', 'song', 1000 + seconds))
    expect(await items()).toHaveLength(count)
  })

  test('tolerances add up: the API and the middle of a minute are two minutes apart at most', async () => {
    const { write, items } = newPlatform()
    // Delivered as 600, compared by the middle of that minute.
    await write(told('account', 'song', 659))
    await write(told('api', 'song', 750))
    expect(await items()).toHaveLength(1)
    await write(told('account', 'other', 659))
    await write(told('api', 'other', 751))
    expect(await items()).toHaveLength(3)
  })

  test('another id of the provider is another play, also through a source without ids', async () => {
    const { write, items } = newPlatform()
    const sameName = (source: Source, id: string, seconds: number) => {
      const record = told(source, 'song', seconds)
      return { ...record, match: { ...record.match, id, keys: [id, 'name:song'] } } as MediaRecord
    }
    await write(sameName('file', 'uri:studio', 100))
    await write(told('account', 'song', 100))
    await write(sameName('api', 'uri:live', 100))
    expect(await items()).toHaveLength(2)
  })

  test('two plays of one track within the tolerance stay two items, each paired with the nearest', async () => {
    for (const [first, second] of [
      ['api', 'file'],
      ['file', 'api'],
    ] as const) {
      const { write, items } = newPlatform()
      await write(told(first, 'song', 100), told(first, 'song', 140))
      const counts = await write(
        told(second, 'song', 101),
        told(second, 'song', 141),
        told(second, 'song', 170),
      )
      expect(counts.inserted).toBe(1)
      const titles = (await items()).map(({ externalId }) => externalId)
      expect(titles.toSorted()).toEqual(
        second === 'file'
          ? ['file|101|41|song', 'file|141|21|song', 'file|170|50|song']
          : ['api|170|50|song', 'file|100|40|song', 'file|140|20|song'],
      )
    }
  })

  test('a source with minutes is compared by their middle, so that neighbouring plays are not confused', async () => {
    for (const [first, second] of [
      ['file', 'account'],
      ['account', 'file'],
    ] as const) {
      const { write, items } = newPlatform()
      // The second play is nearer to the start of the first one's next minute than its own is.
      for (const source of [first, second]) await write(told(source, 'song', 59), told(source, 'song', 118))
      expect(await items()).toHaveLength(2)
    }
  })

  test('records of several sources in one page are matched, beside records without a match', async () => {
    const { write, items } = newPlatform()
    const { match: _, ...plain } = told('api', 'plain', 5)
    const { occurredAt: __, ...timeless } = told('api', 'timeless', 5)
    const counts = await write(told('api', 'song', 100), plain, told('file', 'song', 110), timeless)
    expect(counts).toEqual({ inserted: 3, updated: 1, unchanged: 0 })
    expect((await items()).map(({ title }) => title).toSorted()).toEqual([
      'plain by api',
      'song by file',
      'timeless by api',
    ])
  })

  test('an item stored before its integration supported matching is matched afterwards', async () => {
    const { write, items } = newPlatform()
    const { match: _, ...old } = told('api', 'song', 100)
    await write(old)
    expect(await write(told('api', 'song', 100))).toEqual({ inserted: 0, updated: 0, unchanged: 1 })
    expect(await write(told('file', 'song', 100))).toEqual({ inserted: 0, updated: 1, unchanged: 0 })
    expect(await items()).toHaveLength(1)
  })

  test('users and platforms are separate', async () => {
    const { write, items } = newPlatform()
    await write(told('api', 'song', 100))
    await server.bob.write([told('file', 'song', 100)], `matched-${platforms}`)
    await server.ada.write([told('file', 'song', 100)], 'matched-elsewhere')
    expect((await items()).map(({ title }) => title)).toEqual(['song by api'])
  })

  test('one item per play, whatever is played and in whatever order it is delivered', async () => {
    const play = fc.record({
      track: fc.constantFrom('a', 'b', 'c'),
      /** Since the end of the previous play of any track. */
      after: fc.integer({ min: 1, max: 900 }),
      sources: fc.subarray(['api', 'file', 'account'] as const, { minLength: 1 }),
      /** The delay of the API. */
      delay: fc.integer({ min: 0, max: 55 }),
    })
    const deliveries = fc.record({
      plays: fc.array(play, { minLength: 1, maxLength: 25 }),
      order: fc.shuffledSubarray(['api', 'file', 'account'] as const, { minLength: 3 }),
      pageSize: fc.constantFrom(1, 3, 100),
    })
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ plays, order, pageSize }) => {
        const { write, items } = newPlatform()
        const last = new Map<string, number>()
        let at = 0
        const ends = plays.map(({ track, after }) => {
          // Far enough apart for any two sources to distinguish plays of one track.
          at = Math.max(at + after, (last.get(track) ?? Number.NEGATIVE_INFINITY) + 360)
          last.set(track, at)
          return at
        })
        const byOne = (source: Source) =>
          plays.flatMap((each, index) => {
            const end = ends[index] ?? 0
            if (!each.sources.includes(source)) return []
            return [told(source, each.track, source === 'api' ? end + each.delay : end)]
          })
        for (const round of [1, 2]) {
          let total = 0
          for (const source of order) {
            const records = byOne(source)
            for (let from = 0; from < records.length; from += pageSize) {
              const page = records.slice(from, from + pageSize)
              const counts = await write(...page)
              expect(counts.inserted + counts.updated + counts.unchanged).toBe(page.length)
              total += counts.inserted
              if (round === 2) expect(counts.unchanged).toBe(page.length)
            }
          }
          expect(total).toBe(round === 1 ? plays.length : 0)
        }
        const richest = plays.map(({ track, sources }) => {
          const best = sources.toSorted(
            (one, other) => SOURCES[other].precedence - SOURCES[one].precedence,
          )[0]
          return `${track} by ${best}`
        })
        expect((await items()).map(({ title }) => title).toSorted()).toEqual(richest.toSorted())
      }),
      { numRuns: 40, seed: 7 },
    )
  })

  test('however close plays of one track are, all are kept, and both orders have the same result', async () => {
    const seconds = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(seconds, seconds, async (apiTimes, fileTimes) => {
        const outcome = async (order: readonly Source[]) => {
          const { write, items } = newPlatform()
          for (const source of order)
            await write(...(source === 'api' ? apiTimes : fileTimes).map((at) => told(source, 'song', at)))
          return (await items()).map(({ externalId }) => externalId).toSorted()
        }
        const items = await outcome(['api', 'file'])
        expect(items).toEqual(await outcome(['file', 'api']))
        expect(items.filter((id) => id.startsWith('file'))).toHaveLength(fileTimes.length)
        expect(items.length).toBeGreaterThanOrEqual(Math.max(apiTimes.length, fileTimes.length))
      }),
      { numRuns: 25, seed: 11 },
    )
  })

  test('deleting the items of a platform deletes everything, and they can be imported again', async () => {
    const { write } = newPlatform()
    const platform = `matched-${platforms}`
    await write(told('api', 'song', 100), told('file', 'song', 100))
    await server.erase(server.ada.id, platform)
    const db = server.kernel.getService(database).tables<LibraryTables>()
    const kept = await db.selectFrom('media_items').select('id').where('platform', '=', platform).execute()
    expect(kept).toEqual([])
    const left = await db
      .selectFrom('media_deliveries')
      .select('item_id')
      .where('platform', '=', platform)
      .execute()
    expect(left).toEqual([])
    expect(await write(told('api', 'song', 100))).toMatchObject({ inserted: 1 })
  })
})
