import type { MediaRecord } from '@tributary/integration-kit'
import type { MediaMatch } from '@tributary/integration-kit/host'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MediaItem } from '../src/media-item.ts'
import { type LibraryServer, startLibrary } from './library-server.ts'

const START = Date.parse('2026-03-01T12:00:00Z')
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString()

/** A play in a file: with end and duration, so also with its start. */
function byFile(seconds: number, length: number, match: Partial<MediaMatch> = {}): MediaRecord {
  return {
    ...shared(`file|${seconds}|${length}|${JSON.stringify(match)}`, seconds),
    durationSeconds: length,
    match: {
      source: 'file',
      precedence: 3,
      toleranceSeconds: 0,
      keys: ['uri:song', 'name:song'],
      startedAt: at(seconds - length),
      repeatSeconds: Math.min(30, length / 2),
      ...match,
    },
  }
}

/** A play from an API: with one time, of its end or of its start. */
function byApi(seconds: number, match: Partial<MediaMatch> = {}): MediaRecord {
  return {
    ...shared(`api|${seconds}|${JSON.stringify(match)}`, seconds),
    match: { source: 'api', precedence: 2, toleranceSeconds: 60, keys: ['name:song'], ...match },
  }
}

function shared(externalId: string, seconds: number): MediaRecord {
  const occurredAt = at(seconds)
  return {
    externalId,
    type: 'track',
    title: externalId,
    occurredOn: occurredAt.slice(0, 10),
    occurredAt,
    raw: {},
  }
}

describe('plays with both ends in one source and one end in another', () => {
  let server: LibraryServer
  let platforms = 0
  beforeAll(async () => {
    server = await startLibrary()
  })
  afterAll(async () => server.stop())

  const newPlatform = () => {
    const platform = `ends-${++platforms}`
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

  test.each([
    ['the beginning', 400],
    ['the end', 640],
    ['the beginning, a minute late', 460],
    ['the end, a minute early', 580],
  ])('are one item if the other time is %s, whichever is first', async (_, seconds) => {
    for (const order of [
      [byApi(seconds), byFile(640, 240)],
      [byFile(640, 240), byApi(seconds)],
    ]) {
      const { write, items } = newPlatform()
      for (const record of order) await write(record)
      expect(await items()).toMatchObject([{ durationSeconds: 240 }])
    }
  })

  test('are one item for any duration', async () => {
    const { write, items } = newPlatform()
    await write(byFile(20_000, 3 * 3600))
    await write(byApi(20_000 - 3 * 3600))
    expect(await items()).toHaveLength(1)
  })

  test.each([
    ['before the beginning', 339],
    ['in the middle', 520],
    ['after the end', 701],
  ])('are two items if it is far from both ends: %s', async (_, seconds) => {
    for (const order of [
      [byApi(seconds), byFile(640, 240)],
      [byFile(640, 240), byApi(seconds)],
    ]) {
      const { write, items } = newPlatform()
      for (const record of order) await write(record)
      expect(await items()).toHaveLength(2)
    }
  })

  test('a song in a loop, where each end is the next start, is as many items as plays', async () => {
    const plays = [1, 2, 3, 4, 5]
    const file = plays.map((play) => byFile(play * 240, 240))
    for (const [name, times] of [
      // The delay varies: the nearest time may be that of the previous play.
      ['beginnings', plays.map((play) => (play - 1) * 240 + (play % 2 === 0 ? 0.1 : 0.9))],
      ['ends', plays.map((play) => play * 240 + 0.3)],
      // The order of an API.
      ['ends, the newest first', plays.map((play) => play * 240 + 0.3).toReversed()],
    ] as const) {
      const api = times.map((seconds) => byApi(seconds))
      for (const order of [
        [api, file],
        [file, api],
      ]) {
        const { write, items } = newPlatform()
        for (const records of order) await write(...records)
        expect(
          (await items()).map(({ durationSeconds }) => durationSeconds),
          name,
        ).toEqual(plays.map(() => 240))
      }
      // A page may end between two plays of the loop.
      const { write, items } = newPlatform()
      await write(...api)
      for (const record of file) await write(record)
      expect(await items(), `${name}, one a page`).toHaveLength(plays.length)
    }
  })

  test('two sources with both ends are compared end by end', async () => {
    const { write, items } = newPlatform()
    await write(byFile(240, 240))
    const next = byFile(480, 240)
    await write({ ...next, match: { ...next.match, source: 'api', startedAt: at(240) } as MediaMatch })
    expect(await items()).toHaveLength(2)
  })

  test('another recording of the same name is not matched, however near', async () => {
    const { write, items } = newPlatform()
    await write(
      byFile(100, 90, { keys: ['uri:studio', 'name:song'] }),
      byFile(140, 35, { keys: ['uri:live', 'name:song'] }),
    )
    await write({ ...byApi(115, { keys: ['uri:live', 'name:song'] }), title: 'live' })
    await write({ ...byApi(120, { keys: ['uri:studio', 'name:song'] }), title: 'studio' })
    expect(await items()).toHaveLength(2)
    const alone = newPlatform()
    await alone.write(
      byApi(100, { keys: ['uri:studio', 'name:song'] }),
      byApi(140, { keys: ['uri:live', 'name:song'] }),
    )
    await alone.write(byFile(118, 35, { keys: ['uri:live', 'name:song'] }))
    expect((await alone.items()).map(({ externalId }) => externalId.split('|')[1])).toEqual(['118', '100'])
  })

  describe('delivered twice by one source', () => {
    test.each([
      ['some seconds later', byFile(643, 240), 1],
      ['some seconds earlier', byFile(637, 240), 1],
      ['with a length that was rounded', byFile(640, 239), 1],
      ['too much later', byFile(680, 240), 2],
      ['with another beginning', byFile(640, 100), 2],
      ['of another song', byFile(643, 240, { keys: ['uri:other'] }), 2],
    ] as const)('%s', async (_, again, count) => {
      const [first] = [byFile(640, 240)]
      for (const pages of [[[first], [again]], [[again], [first]], [[first, again]]]) {
        const { write, items } = newPlatform()
        for (const page of pages) await write(...page)
        expect(await items()).toHaveLength(count)
      }
    })

    test('the second delivery is recognized, and changes nothing however often it is repeated', async () => {
      const { write, items } = newPlatform()
      expect(await write(byFile(640, 240), byFile(642, 240))).toEqual({
        inserted: 1,
        updated: 0,
        unchanged: 1,
      })
      const before = await items()
      expect(await write(byFile(642, 240), byFile(640, 240))).toMatchObject({ unchanged: 2 })
      expect(await write(byApi(641))).toMatchObject({ inserted: 0 })
      expect(await items()).toEqual(before)
    })

    test('short consecutive plays stay separate', async () => {
      const { write, items } = newPlatform()
      await write(byFile(100, 4), byFile(105, 4), byFile(110, 5))
      expect(await items()).toHaveLength(3)
    })

    test('the richer of the two deliveries is kept', async () => {
      for (const order of [
        [byFile(640, 240, { precedence: 0 }), byFile(640, 240)],
        [byFile(640, 240), byFile(640, 240, { precedence: 0 })],
      ]) {
        const { write, items } = newPlatform()
        for (const record of order) await write(record)
        expect(await items()).toMatchObject([{ title: byFile(640, 240).externalId }])
      }
    })

    test('the second delivery is not matched with another near play', async () => {
      const { write, items } = newPlatform()
      await write(byFile(640, 240), byApi(640))
      await write(byApi(680))
      expect(await write(byFile(643, 240))).toMatchObject({ inserted: 0, updated: 0 })
      expect((await items()).map(({ externalId }) => externalId.slice(0, 8))).toEqual([
        'api|680|',
        'file|640',
      ])
    })

    test('without `repeatSeconds` nothing is a repeat', async () => {
      const { write, items } = newPlatform()
      await write(byApi(100), byApi(101))
      await write(byApi(102))
      expect(await items()).toHaveLength(3)
    })
  })

  describe('delivered at one time by an offline device', () => {
    const offline = (deviceSeconds: number) => byFile(5000, 180, { deviceStartedAt: at(deviceSeconds) })

    test('are as many plays as the device has started', async () => {
      for (const pages of [
        [[offline(1000), offline(1181), offline(1362)]],
        [[offline(1362)], [offline(1181)], [offline(1000)]],
      ]) {
        const { write, items } = newPlatform()
        for (const page of pages) await write(...page)
        expect(await items()).toHaveLength(3)
        // Another export rounds the device's time.
        await write(offline(1001), offline(1180.4), offline(1362))
        expect(await items()).toHaveLength(3)
      }
    })

    test('are two items if only the time of the device is the same, which may be that of going offline', async () => {
      const later = byFile(9000, 180, { deviceStartedAt: at(1000) })
      for (const pages of [[[offline(1000), later]], [[later], [offline(1000)]]]) {
        const { write, items } = newPlatform()
        for (const page of pages) await write(...page)
        expect(await items()).toHaveLength(2)
      }
    })

    test('are matched by the time of the device as by that of the delivery', async () => {
      for (const seconds of [1000, 1180, 4820, 5000]) {
        for (const order of [
          [offline(1000), byApi(seconds)],
          [byApi(seconds), offline(1000)],
        ]) {
          const { write, items } = newPlatform()
          for (const record of order) await write(record)
          expect(await items()).toHaveLength(1)
        }
      }
    })
  })

  test('any sequence of plays is as many items as plays, whichever end the other source reports', async () => {
    const play = fc.record({
      gap: fc.integer({ min: 0, max: 400 }),
      length: fc.integer({ min: 31, max: 400 }),
      noise: fc.integer({ min: -2, max: 2 }),
    })
    const listening = fc.record({
      plays: fc.array(play, { minLength: 1, maxLength: 12 }),
      end: fc.constantFrom('start', 'end'),
      order: fc.constantFrom('file', 'api'),
    })
    await fc.assert(
      fc.asyncProperty(listening, async ({ plays, end, order }) => {
        const { write, items } = newPlatform()
        let now = 0
        const told = plays.map(({ gap, length, noise }) => {
          now += gap + length
          return { file: byFile(now, length), api: byApi((end === 'end' ? now : now - length) + noise) }
        })
        const [file, api] = [told.map((each) => each.file), told.map((each) => each.api)]
        for (const records of order === 'file' ? [file, api] : [api, file]) await write(...records)
        const durations = (await items()).map(({ durationSeconds }) => durationSeconds)
        expect(durations).toEqual(plays.map(({ length }) => length).toReversed())
      }),
      { numRuns: 60, seed: 3 },
    )
  })
})
