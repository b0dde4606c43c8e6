import type { MediaRecord, Page } from '@tributary/integration-kit'
import type { JsonValue } from '@tributary/integration-kit/host'
import { randomNumbers } from '@tributary/provider-simulator'
import { collectSyncedPages } from '@tributary/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSpotifySimulator, generateListening, type SpotifySimulator } from '../simulator/index.ts'
import { spotify } from '../src/index.ts'
import { recentlyPlayed } from '../src/recently-played.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const HOUR = 60 * 60 * 1000
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

async function askSpotify(): Promise<{ items: unknown[] }> {
  const response = await fetch(simulator.locate(`https://${PATH}?limit=50`), {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  return (await response.json()) as { items: unknown[] }
}

const idsOf = (page: Page<MediaRecord>) => page.records.map(({ externalId }) => externalId)

describe('a sync', () => {
  test('reads all plays that Spotify keeps the first time, unchanged', async () => {
    const page = await syncOnce()
    expect(page.records).toHaveLength(50)
    expect(new Set(idsOf(page)).size).toBe(50)
    const [newest] = page.records
    expect(page.cursor).toBe(Date.parse(newest?.occurredAt ?? ''))
    expect(newest).toMatchObject({
      externalId: `api|${newest?.occurredAt}|${newest?.match?.keys[0]}`,
      type: 'track',
      match: { source: 'api', toleranceSeconds: 60 },
      raw: { track: { artists: [{ name: newest?.creators?.[0] }] } },
    })
    expect(newest).not.toHaveProperty('durationSeconds')
    expect(page.warning).toBeUndefined()
  })

  test('reads new plays, and all others of the same request', async () => {
    const first = await syncOnce()
    const known = new Set(idsOf(first))
    simulator.listen(3)
    simulator.controls.clock.advance(3)
    const second = await syncOnce(first.cursor)
    expect(idsOf(second).filter((id) => !known.has(id))).toHaveLength(3)
    expect(second.warning).toBeUndefined()
    expect(simulator.controls.requests().at(-1)?.query).toEqual({ limit: '50' })
  })

  test.each([1, 20, 30, 60])('imports an offline play of %d hours ago that arrives late', async (hours) => {
    await using light = await createSpotifySimulator({
      now: () => NOW,
      accounts: [{ id: 'light', name: 'Light', plays: [] }],
    })
    const run = {
      definition: spotify.definition,
      simulator: light,
      accessToken: light.controls.grant().accessToken,
    }
    light.listen(1)
    light.controls.clock.advance(3)
    const [first] = await collectSyncedPages(recentlyPlayed, run)
    const plays = light.plays() as unknown as { endedAt: number }[]
    plays.unshift({ ...light.plays()[0], endedAt: NOW - hours * HOUR })
    const [second] = await collectSyncedPages(recentlyPlayed, { ...run, cursor: first?.cursor })
    expect(second?.records).toHaveLength(2)
    expect(second?.cursor).toBe(first?.cursor)
    expect(second?.warning).toBeUndefined()
  })

  test('warns when Spotify has dropped plays before they were read', async () => {
    const first = await syncOnce()
    simulator.listen(60)
    simulator.controls.clock.advance(3)
    const second = await syncOnce(first.cursor)
    expect(second.records).toHaveLength(50)
    const from = new Date(Number(first.cursor)).toISOString()
    expect(second.warning).toContain(`plays between ${from} and `)
    expect(second.warning).toContain('extended streaming history')
    // It is told once.
    expect((await syncOnce(second.cursor)).warning).toBeUndefined()
  })

  test('warns also when a late play hides that all the others are newer', async () => {
    const first = await syncOnce()
    simulator.listen(60)
    simulator.controls.clock.advance(3)
    const { items } = await askSpotify()
    const late = { ...(items[49] as object), played_at: '2026-11-01T10:00:00Z' }
    simulator.controls.inject({
      kind: 'status',
      status: 200,
      path: PATH,
      body: { items: [...items.slice(0, 49), late] },
    })
    expect((await syncOnce(first.cursor)).warning).toContain('are missing')
  })

  test('does not warn if the newest known play is still in the list', async () => {
    const first = await syncOnce()
    const count = 20
    simulator.listen(count)
    simulator.controls.clock.advance(3)
    expect((await syncOnce(first.cursor)).warning).toBeUndefined()
  })

  test('has no warning for an account without plays, and keeps its cursor without new plays', async () => {
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

  test('a play delivered twice in a response has one id', async () => {
    simulator.controls.inject({ kind: 'duplicates', path: PATH })
    const page = await syncOnce()
    expect(page.records).toHaveLength(100)
    expect(new Set(idsOf(page)).size).toBe(50)
  })
})

describe('failures of Spotify are classified for the engine', () => {
  const failure = async () =>
    sync().then(
      () => undefined,
      (error: unknown) => error,
    )

  test('an expired token', async () => {
    simulator.controls.expireAccessTokens()
    expect(await failure()).toMatchObject({ code: 'auth_expired' })
  })

  test('a revoked scope', async () => {
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

  test('too many requests by Spotify’s own limit', async () => {
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

  test('a person who is not listed in the dashboard', async () => {
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

  test('an app whose owner no longer has Premium', async () => {
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

test('plays are generated from a seed, thousands a year', () => {
  const year = () => [
    ...generateListening({ random: randomNumbers(3), from: NOW - 365 * 24 * HOUR, to: NOW }),
  ]
  expect(year()).toEqual(year())
  expect(year().length).toBeGreaterThan(5000)
})
