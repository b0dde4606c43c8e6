import type { EventRecord, Page, Stream } from '@tributary/integration-kit'
import { collectSyncedPages } from '@tributary/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createYouTubeSimulator,
  REFUSALS,
  type SimulatedVideo,
  type YouTubeSimulator,
} from '../simulator/index.ts'
import { youtube } from '../src/index.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
/** Midnight of the next day in California is at 8 in the morning, UTC. */
const DAY_ENDS = Date.parse('2026-11-21T08:00:00Z')

let simulator: YouTubeSimulator
let now = NOW
beforeAll(async () => {
  simulator = await createYouTubeSimulator({ now: () => now, units: 100 })
})
afterAll(async () => simulator.stop())

beforeEach(() => {
  simulator.controls.clearFaults()
  // Each test has a day of its own, and so the units of one.
  now += 24 * 3600 * 1000
  const library = simulator.library()
  library.channel = { id: 'UCada', title: 'Ada cooks' }
  library.playlists.clear()
  library.playlists.set('LL', { title: 'Liked videos', videos: [] })
  library.subscriptions.splice(0)
})

const video = (itemId: string, more: Partial<SimulatedVideo> = {}): SimulatedVideo => ({
  itemId,
  videoId: `v-${itemId}`,
  title: `Video ${itemId}`,
  channel: 'Sample Kitchen',
  addedAt: '2026-11-01T23:30:00Z',
  ...more,
})
const videos = (count: number) => Array.from({ length: count }, (_, index) => video(`i${index}`))

function runOf(id: string, cursor?: Page<unknown>['cursor'], connection = {}) {
  const stream = youtube.definition.streams.find((each) => each.id === id)
  if (stream === undefined) throw new Error(`there is no stream "${id}"`)
  const { accessToken } = simulator.controls.grant()
  return { stream, run: { definition: youtube.definition, simulator, accessToken, cursor, connection } }
}

async function read(id: string, cursor?: Page<unknown>['cursor'], connection = {}) {
  const { stream, run } = runOf(id, cursor, connection)
  const pages = (await collectSyncedPages(stream, run)) as Page<EventRecord>[]
  return {
    events: pages.flatMap(({ records }) => records),
    skipped: pages.reduce((sum, page) => sum + (page.skipped ?? 0), 0),
    cursor: pages.at(-1)?.cursor,
  }
}

describe('what an account has', () => {
  test('a like is an event of the time of the like, on the local date of the person', async () => {
    simulator.library().playlists.get('LL')?.videos.push(video('one'))
    const { events } = await read('liked-videos', undefined, { timeZone: 'Europe/Berlin' })
    expect(events).toMatchObject([
      {
        externalId: 'one',
        type: 'like',
        title: 'Video one',
        startedAt: '2026-11-01T23:30:00Z',
        date: '2026-11-02',
        values: { link: 'https://www.youtube.com/watch?v=v-one', channel: 'Sample Kitchen' },
      },
    ])
    expect(Object.keys(events[0]?.raw ?? {})).toEqual(['id', 'snippet'])
  })

  test('a subscription is an event of the day it began', async () => {
    simulator
      .library()
      .subscriptions.push({ id: 's', channelId: 'UC1', title: 'Tools & Co', since: '2020-05-01T10:00:00Z' })
    expect((await read('subscriptions')).events).toMatchObject([
      {
        externalId: 's',
        type: 'subscription',
        title: 'Tools & Co',
        date: '2020-05-01',
        values: { link: 'https://www.youtube.com/channel/UC1' },
      },
    ])
  })

  test('a video in a playlist is an event with the name of the playlist; likes are not a playlist', async () => {
    const { playlists } = simulator.library()
    playlists.get('LL')?.videos.push(video('liked'))
    playlists.set('PLa', { title: 'Cooking', videos: [video('a')] })
    playlists.set('PLb', { title: 'Empty', videos: [] })
    playlists.set('PLc', { title: 'Music', videos: [video('c')] })
    const { events } = await read('playlists')
    expect(events).toMatchObject([
      { externalId: 'a', type: 'playlist-addition', values: { playlist: 'Cooking' } },
      { externalId: 'c', type: 'playlist-addition', values: { playlist: 'Music' } },
    ])
  })

  test('a list of any length takes one unit for 50 entries', async () => {
    simulator
      .library()
      .playlists.get('LL')
      ?.videos.push(...videos(101))
    expect((await read('liked-videos')).events).toHaveLength(101)
    expect(simulator.quota.spent).toBe(3)
  })

  test('an interrupted run resumes at the token of its page', async () => {
    simulator
      .library()
      .playlists.get('LL')
      ?.videos.push(...videos(120))
    const { stream, run } = runOf('liked-videos')
    const [first] = await collectSyncedPages(stream, run)
    expect(first).toMatchObject({ cursor: { list: 'LL', pageToken: expect.any(String) as string } })
    expect((await read('liked-videos', first?.cursor)).events).toHaveLength(70)
  })
})

describe('videos that are gone', () => {
  test.each(['deleted', 'private'] as const)(
    'a %s one is an event when it is first seen, and does not replace the title that it had',
    async (gone) => {
      const liked = simulator.library().playlists.get('LL')?.videos ?? []
      liked.push(video('one', { gone }))
      const first = await read('liked-videos')
      expect(first.events).toMatchObject([
        { externalId: 'one', title: expect.stringMatching(/ video$/i) as string },
      ])
      expect(first.events[0]?.values).toEqual({ link: 'https://www.youtube.com/watch?v=v-one' })
      const later = await read('liked-videos', first.cursor)
      expect(later).toMatchObject({ events: [], skipped: 1 })
      // Added after the last run: it is not known yet.
      const addedAt = new Date(now + 60_000).toISOString()
      liked.unshift(video('two', { gone, addedAt }))
      expect((await read('liked-videos', first.cursor)).events).toMatchObject([{ externalId: 'two' }])
    },
  )
})

describe('refusals', () => {
  test('a playlist that is deleted while it is read has no videos, and the others are read', async () => {
    const { playlists } = simulator.library()
    playlists.set('PLa', { title: 'A', videos: [video('a')] })
    playlists.set('PLb', { title: 'B', videos: [video('b')] })
    const { stream, run } = runOf('playlists')
    const pages: Page<EventRecord>[] = []
    // Called after each page.
    const push = (page: Page<EventRecord>) => {
      playlists.delete('PLb')
      return Array.prototype.push.call(pages, page)
    }
    await collectSyncedPages(stream as Stream<EventRecord>, run, Object.assign([], { push }))
    expect(pages.flatMap(({ records }) => records)).toMatchObject([{ externalId: 'a' }])
  })

  test('an account without likes has no playlist of them, which is no fault', async () => {
    simulator.library().playlists.delete('LL')
    expect((await read('liked-videos')).events).toEqual([])
  })

  test('an account without a channel is told to create one', async () => {
    simulator.library().channel = undefined
    await expect(read('subscriptions')).rejects.toMatchObject({
      code: 'action_required',
      message: expect.stringMatching(/no YouTube channel/) as string,
    })
  })

  test('units that are used up wait until midnight in California', async () => {
    simulator
      .library()
      .playlists.get('LL')
      ?.videos.push(...videos(1))
    for (let unit = 0; unit < 100; unit += 1) simulator.quota.spend(1, now)
    const { classify } = youtube.definition.api ?? {}
    const headers = new Headers({ date: new Date(NOW).toUTCString() })
    const { status = 0, body } = REFUSALS.quotaExceeded
    expect(classify?.({ status, headers, body })).toMatchObject({
      code: 'rate_limit',
      retryAfterSeconds: (DAY_ENDS - NOW) / 1000,
    })
    await expect(read('liked-videos')).rejects.toMatchObject({ code: 'rate_limit' })
    now += 24 * 3600 * 1000
    expect((await read('liked-videos')).events).toHaveLength(1)
  })

  test.each([
    ['rateLimitExceeded', { code: 'rate_limit', retryAfterSeconds: 60 }],
    ['notConfigured', { code: 'bad_configuration' }],
    ['suspended', { code: 'action_required' }],
    ['invalidPageToken', { code: 'cursor_expired' }],
    [
      'insufficientPermissions',
      { code: 'permission_denied', missingScopes: ['https://www.googleapis.com/auth/youtube.readonly'] },
    ],
    ['signupRequired', { code: 'action_required' }],
  ] as const)('%s', (name, expected) => {
    const { status = 0, body } = REFUSALS[name]
    const { classify } = youtube.definition.api ?? {}
    expect(classify?.({ status, headers: new Headers(), body })).toMatchObject(expected)
  })

  test('a saved page of another list is refused by YouTube, and begins the stream again', async () => {
    simulator
      .library()
      .playlists.get('LL')
      ?.videos.push(...videos(1))
    const cursor = { began: new Date(now).toISOString(), list: 'LL', pageToken: 'CAUQAA' }
    await expect(read('liked-videos', cursor)).rejects.toMatchObject({ code: 'cursor_expired' })
  })

  test('another refusal is left to the status', () => {
    const { classify } = youtube.definition.api ?? {}
    expect(classify?.({ status: 500, headers: new Headers(), body: 'oops' })).toBeUndefined()
  })
})

test('the server counts units of the project by the day of California', () => {
  expect(youtube.definition.api?.rateLimits).toEqual([
    { requests: 10_000, perDayIn: 'America/Los_Angeles', counts: 'cost', per: 'client' },
  ])
})
