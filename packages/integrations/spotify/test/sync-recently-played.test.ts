import type { JsonValue, MediaRecord, Page } from '@tributary/integration-kit'
import { collectSyncedPages } from '@tributary/testkit'
import { randomNumbers } from '@tributary/testkit/simulator'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSpotifySimulator, generateListening, type SpotifySimulator } from '../simulator/index.ts'
import { spotify } from '../src/index.ts'
import { recentlyPlayed } from '../src/streams.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const DAY = 24 * 60 * 60 * 1000
const PATH = 'api.spotify.com/v1/me/player/recently-played'

let simulator: SpotifySimulator
let accessToken: string
beforeEach(async () => {
  simulator = await createSpotifySimulator({ now: () => NOW })
  accessToken = simulator.controls.grant().accessToken
})
afterEach(async () => simulator.stop())

const sync = async (cursor?: JsonValue): Promise<Page<MediaRecord>[]> =>
  collectSyncedPages(recentlyPlayed, { definition: spotify.definition, simulator, accessToken, cursor })

async function syncOnce(cursor?: JsonValue): Promise<Page<MediaRecord>> {
  const [page, ...more] = await sync(cursor)
  if (page === undefined || more.length > 0) throw new Error('not one page')
  return page
}

const idsOf = (page: Page<MediaRecord>) => page.records.map(({ externalId }) => externalId)

describe('a sync', () => {
  test('reads all that Spotify keeps the first time, each play as it was', async () => {
    const page = await syncOnce()
    expect(page.records).toHaveLength(50)
    expect(new Set(idsOf(page)).size).toBe(50)
    const [newest] = page.records
    expect(page.cursor).toBe(Date.parse(newest?.occurredAt ?? ''))
    expect(newest).toMatchObject({
      externalId: `api|${newest?.occurredAt}|${newest?.match?.id}`,
      type: 'track',
      match: { source: 'api', toleranceSeconds: 60 },
      raw: { track: { artists: [{ name: newest?.creators?.[0] }] } },
    })
    expect(newest).not.toHaveProperty('durationSeconds')
    expect(page.warning).toBeUndefined()
  })

  test('reads what is new, and what it may have missed of the day before', async () => {
    const first = await syncOnce()
    const known = new Set(idsOf(first))
    simulator.listen(3)
    simulator.controls.clock.advance(3)
    const second = await syncOnce(first.cursor)
    expect(idsOf(second).filter((id) => !known.has(id))).toHaveLength(3)
    expect(second.warning).toBeUndefined()
    expect(simulator.controls.requests().at(-1)?.query).toEqual({
      limit: '50',
      after: String(Number(first.cursor) - DAY),
    })
  })

  test('delivers a play that arrives late, since it was heard offline', async () => {
    const first = await syncOnce()
    const plays = simulator.plays() as unknown as { endedAt: number }[]
    const sample = simulator.plays().find(({ what, endedAt }) => what.kind === 'track' && endedAt < NOW - DAY)
    if (sample === undefined) throw new Error('nothing was played')
    const late = { ...sample, endedAt: NOW - 5 * 60 * 60 * 1000 + 77, millisecondsPlayed: 200_000 }
    plays.push(late)
    plays.sort((one, other) => one.endedAt - other.endedAt)
    const known = new Set(idsOf(first))
    expect((await syncOnce(first.cursor)).records.filter((each) => !known.has(each.externalId))).toHaveLength(
      1,
    )
  })

  test('warns when Spotify has dropped plays before they were read', async () => {
    const first = await syncOnce()
    simulator.listen(60)
    simulator.controls.clock.advance(3)
    const second = await syncOnce(first.cursor)
    expect(second.records).toHaveLength(50)
    const from = new Date(Number(first.cursor)).toISOString()
    expect(second.warning).toContain(`was played between ${from} and `)
    expect(second.warning).toContain('extended streaming history')
    // It is told once.
    expect((await syncOnce(second.cursor)).warning).toBeUndefined()
  })

  test('does not warn when the newest known play is still among them', async () => {
    const first = await syncOnce()
    const count = 20
    simulator.listen(count)
    simulator.controls.clock.advance(3)
    expect((await syncOnce(first.cursor)).warning).toBeUndefined()
  })

  test('has nothing to say of an account without plays, and keeps its place when there is nothing new', async () => {
    await using silent = await createSpotifySimulator({
      now: () => NOW,
      accounts: [{ id: 'quiet', name: 'Quiet', plays: [] }],
    })
    const run = {
      definition: spotify.definition,
      simulator: silent,
      accessToken: silent.controls.grant().accessToken,
    }
    expect(await collectSyncedPages(recentlyPlayed, run)).toEqual([])
    expect(await collectSyncedPages(recentlyPlayed, { ...run, cursor: NOW })).toEqual([
      { records: [], rejected: [], cursor: NOW },
    ])
  })

  test('rejects an item it cannot read and takes the others', async () => {
    simulator.controls.inject({
      kind: 'status',
      status: 200,
      path: PATH,
      body: {
        items: [
          { track: null, played_at: '2026-11-21T10:00:00Z' },
          { track: { name: 'A', uri: 'spotify:local:::A:10' }, played_at: '2026-11-21T10:00:00.5Z' },
          { track: { name: 'B', uri: 'spotify:track:x' }, played_at: 'now' },
        ],
      },
    })
    const page = await syncOnce()
    expect(page.records).toMatchObject([
      { title: 'A', type: 'track', occurredAt: '2026-11-21T10:00:00.500Z' },
    ])
    expect(page.records[0]).not.toHaveProperty('url')
    expect(page.rejected).toMatchObject([{ position: 'item 1' }, { position: 'item 3' }])
  })

  test('the same play delivered twice in an answer has one id', async () => {
    simulator.controls.inject({ kind: 'duplicates', path: PATH })
    const page = await syncOnce()
    expect(page.records).toHaveLength(100)
    expect(new Set(idsOf(page)).size).toBe(50)
  })
})

describe('what goes wrong at Spotify becomes what the engine acts on', () => {
  const failure = async () =>
    sync().then(
      () => undefined,
      (error: unknown) => error,
    )

  test('an expired token', async () => {
    simulator.controls.expireAccessTokens()
    expect(await failure()).toMatchObject({ code: 'auth_expired' })
  })

  test('a scope that was taken back', async () => {
    simulator.controls.dropScope('user-read-recently-played')
    expect(await failure()).toMatchObject({
      code: 'permission_denied',
      missingScopes: ['user-read-recently-played'],
    })
  })

  test('too many requests', async () => {
    simulator.controls.inject({ kind: 'status', path: PATH, status: 429, retryAfter: 7200 })
    expect(await failure()).toMatchObject({ code: 'rate_limit', retryAfterSeconds: 7200 })
  })

  test('too many requests, as Spotify counts them', async () => {
    for (let request = 0; request < 90; request += 1) await sync()
    expect(await failure()).toMatchObject({ code: 'rate_limit', retryAfterSeconds: 30 })
  })

  test.each([
    ['cut', 'upstream'],
    ['truncated', 'invalid_data'],
    ['malformed', 'invalid_data'],
  ] as const)('an answer that is %s', async (kind, code) => {
    simulator.controls.inject({ kind, path: PATH })
    expect(await failure()).toMatchObject({ code })
  })

  test('a person who is not entered in the dashboard', async () => {
    await using closed = await createSpotifySimulator({
      now: () => NOW,
      accounts: [{ id: 'guest', name: 'Guest', isUnregistered: true }],
    })
    const run = {
      definition: spotify.definition,
      simulator: closed,
      accessToken: closed.controls.grant().accessToken,
    }
    await expect(collectSyncedPages(recentlyPlayed, run)).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringContaining('User Management') as string,
    })
  })

  test('an app whose owner has no Premium any more', async () => {
    const body = {
      error: { status: 403, message: 'Active premium subscription required for the owner of the app.' },
    }
    simulator.controls.inject({ kind: 'status', path: PATH, status: 403, body })
    expect(await failure()).toMatchObject({ code: 'bad_configuration' })
  })
})

test('the simulated Spotify is as strict as the real one about its parameters', async () => {
  const ask = async (query: string) => {
    const response = await fetch(simulator.locate(`https://${PATH}?${query}`), {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    return {
      status: response.status,
      body: (await response.json()) as { items: unknown[]; next: string | null },
    }
  }
  expect((await ask('after=1&before=2')).status).toBe(400)
  expect((await ask('limit=51')).status).toBe(400)
  expect((await ask('limit=0')).status).toBe(400)
  const { body } = await ask('limit=20')
  expect(body.items).toHaveLength(20)
  const before = new URL(body.next ?? '').searchParams.get('before') ?? ''
  expect((await ask(`limit=50&before=${before}`)).body.items).toHaveLength(30)
})

test('listening is generated from its seed, thousands of plays a year', () => {
  const year = () => [...generateListening({ random: randomNumbers(3), from: NOW - 365 * DAY, to: NOW })]
  expect(year()).toEqual(year())
  expect(year().length).toBeGreaterThan(5000)
})
