import { startTestServer, type TestServer, type TestUser, testRedirectUri } from '@tributary/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createSpotifySimulator, type SpotifySimulator, zipOf } from '../simulator/index.ts'
import { spotify } from '../src/index.ts'
import { readFixture } from './read-fixture.ts'

const PATH = 'api.spotify.com/v1/me/player/recently-played'
const TOKENS = 'accounts.spotify.com/api/token'
const HOUR = 60 * 60 * 1000

describe('on a server', () => {
  let simulator: SpotifySimulator
  let server: TestServer
  let ada: TestUser
  beforeAll(async () => {
    simulator = await createSpotifySimulator({
      clients: [{ id: 'id', secret: 'secret', redirectUris: [testRedirectUri('spotify')] }],
      accounts: [{ id: 'ada', name: 'Ada', plays: [] }],
    })
    server = await startTestServer({
      integrations: [spotify],
      endpoints: simulator.endpoints,
      environment: { SPOTIFY_CLIENT_ID: 'id', SPOTIFY_CLIENT_SECRET: 'secret' },
    })
  })
  afterAll(async () => {
    await server.stop()
    await simulator.stop()
  })
  beforeEach(async () => {
    simulator.controls.clearFaults()
    simulator.controls.change({ omit: [] })
    ada = await server.createUser()
  })

  const connect = async () => {
    expect((await ada.connect('spotify', simulator)).status).toBe(303)
    await ada.allJobsEnd()
  }
  /** The next sync is answered so. */
  const answer = (body: object) =>
    simulator.controls.inject({ kind: 'status', status: 200, path: PATH, body })
  const syncWith = async (body: object) => {
    answer(body)
    return ada.sync('spotify')
  }
  const importJson = async (content: string) => ada.importFile('spotify', { content, filename: 'a.json' })
  const connection = async () => (await ada.get('/api/spotify')).body.connections[0]
  const lengths = async () => (await ada.items('spotify')).map((item) => item['durationSeconds'])

  describe('plays with their start in the API and their end in the file', () => {
    test('are one item each, with their duration, whichever is first', async () => {
      const [body, file] = [
        JSON.parse(await readFixture('played_at_is_start')) as object,
        await readFixture('same_plays'),
      ]
      for (const order of ['api', 'file']) {
        ada = await server.createUser()
        await connect()
        if (order === 'file') await importJson(file)
        await syncWith(body)
        if (order === 'api') await importJson(file)
        expect(await lengths()).toEqual([230, 210, 240])
        expect(await syncWith(body)).toMatchObject({ status: 'succeeded', inserted: 0, updated: 0 })
        expect(await importJson(file)).toMatchObject({ status: 'succeeded', inserted: 0, updated: 0 })
        expect(await lengths()).toEqual([230, 210, 240])
      }
    })

    test('are one item if the account data contain them as well', async () => {
      await connect()
      await syncWith(JSON.parse(await readFixture('played_at_is_start')) as object)
      const account = [
        [1, '18:04', 240_000],
        [2, '18:07', 210_000],
        [3, '18:11', 230_000],
      ].map(([song, time, msPlayed]) => ({
        endTime: `2026-11-20 ${time}`,
        artistName: 'Made Up Band',
        trackName: `Made Up Song ${song}`,
        msPlayed,
      }))
      await importJson(JSON.stringify(account))
      await importJson(await readFixture('same_plays'))
      expect(await lengths()).toEqual([230, 210, 240])
    })
  })

  test('a play in two exports some seconds apart is one item', async () => {
    const play = (ts: string, ms_played = 200_000) => ({
      ts,
      ms_played,
      master_metadata_track_name: 'A',
      spotify_track_uri: 'spotify:track:a',
    })
    const [first, second] = [play('2024-04-20T18:00:00Z'), play('2024-04-20T18:00:04Z')]
    const zip = zipOf({
      '2023/Streaming_History_Audio_2023_0.json': JSON.stringify([first, play('2024-04-20T18:03:25Z')]),
      '2024/Streaming_History_Audio_2023_0.json': JSON.stringify([second, first]),
    })
    expect(await ada.importFile('spotify', { content: zip })).toMatchObject({ inserted: 2, unchanged: 2 })
    expect(await importJson(JSON.stringify([play('2024-04-20T18:00:07Z')]))).toMatchObject({ inserted: 0 })
    expect(await ada.items('spotify')).toHaveLength(2)
  })

  test('known names are kept if a later export has lost them', async () => {
    const named = { ts: '2024-04-20T18:00:00Z', ms_played: 5000, master_metadata_track_name: 'A' }
    const uri = { spotify_track_uri: 'spotify:track:a' }
    const lost = { ...named, ...uri, master_metadata_track_name: null }
    for (const order of [
      [{ ...named, ...uri }, lost],
      [lost, { ...named, ...uri }],
    ]) {
      ada = await server.createUser()
      for (const entry of order) await importJson(JSON.stringify([entry]))
      expect(await ada.items('spotify')).toMatchObject([{ title: 'A', durationSeconds: 5 }])
    }
  })

  test('an offline song in a loop is as many items as plays, however often it is imported', async () => {
    for (const [fixture, count] of [
      ['offline_loop', 4],
      ['offline_loop_account_data', 3],
    ] as const) {
      ada = await server.createUser()
      expect(await importJson(await readFixture(fixture))).toMatchObject({
        status: 'succeeded',
        inserted: count,
      })
      expect(await importJson(await readFixture(fixture))).toMatchObject({ inserted: 0, updated: 0 })
      const items = await ada.items('spotify')
      expect(items).toHaveLength(count)
      expect(items.every(({ occurredOn }) => occurredOn > '2020')).toBe(true)
    }
  })

  test('plays that arrive late are imported, however old', async () => {
    await connect()
    const now = Date.now()
    const item = ([song, hours]: readonly [number, number]) => ({
      played_at: new Date(now - hours * HOUR).toISOString(),
      track: { uri: `spotify:track:${song}`, name: `Song ${song}` },
    })
    await syncWith({ items: [item([1, 1])] })
    const second = {
      items: [[1, 1] as const, [2, 20] as const, [3, 30] as const, [4, 60] as const].map(item),
    }
    expect(await syncWith(second)).toMatchObject({ status: 'succeeded', inserted: 3, unchanged: 1 })
    expect(await ada.items('spotify')).toHaveLength(4)
  })

  test('an empty item is rejected once, and does not make later syncs partial', async () => {
    await connect()
    const { items } = JSON.parse(await readFixture('odd_items')) as { items: object[] }
    const body = {
      items: items.map((item, index) => ({
        ...item,
        played_at: new Date(Date.parse('2026-11-20T18:00:00Z') - index * HOUR).toISOString(),
      })),
    }
    const first = await syncWith(body)
    expect(first).toMatchObject({ status: 'partial', inserted: 7, rejected: 1, error: null })
    expect(first.warnings).toEqual([
      expect.stringContaining('item 2: "track" does not contain what was played.') as string,
    ])
    expect(await connection()).toMatchObject({ status: 'connected', lastError: null })
    for (let sync = 0; sync < 3; sync += 1)
      expect(await syncWith(body)).toMatchObject({
        status: 'succeeded',
        unchanged: 8,
        rejected: 0,
        warnings: [],
      })
    const titles = (await ada.items('spotify')).map(({ title }) => title)
    expect(titles).toHaveLength(7)
    expect(titles).not.toContain('')
    const { body: listed } = await ada.get(`/api/jobs/${first.id}/rejected`)
    expect(listed.items).toMatchObject([{ raw: { track: null } }])
  })

  test('entries without names do not make an import partial, unreadable ones do and are named', async () => {
    expect(await importJson(await readFixture('names_missing'))).toMatchObject({
      status: 'succeeded',
      inserted: 3,
      rejected: 0,
      skipped: 1,
    })
    const bad = '[{"ts":"2024-04-20T18:00:00Z","ms_played":5}]'
    expect(await importJson(bad)).toMatchObject({ status: 'failed', error: { code: 'all_rejected' } })
    const zip = zipOf({ 'a.json': bad, 'b.json': await readFixture('names_missing'), 'c.pdf': 'x' })
    expect(await ada.importFile('spotify', { content: zip })).toMatchObject({
      status: 'partial',
      warnings: [
        'Not imported, because they are not part of the listening history: c.pdf.',
        expect.stringMatching(
          /^1 of 4 .* a\.json, line 1: The entry does not contain what was played\./,
        ) as string,
      ],
    })
  })

  describe('while the token endpoint', () => {
    const refreshes = () => simulator.controls.tokenCalls().refresh_token
    test('returns no token lifetime, each refusal is one refresh', async () => {
      await connect()
      simulator.controls.change({ omit: ['expires_in'] })
      for (let refusal = 0; refusal < 3; refusal += 1) {
        const before = refreshes()
        simulator.controls.expireAccessTokens()
        expect(await ada.sync('spotify')).toMatchObject({ status: 'succeeded' })
        expect(refreshes() - before).toBe(1)
        expect(await connection()).toMatchObject({ status: 'connected' })
      }
    })

    test.each([
      { kind: 'status', status: 500 },
      { kind: 'status', status: 502, body: '<html>' },
      { kind: 'malformed' },
      { kind: 'cut' },
      { kind: 'status', status: 429, retryAfter: 3 },
      { kind: 'status', status: 403, body: '<html>' },
      { kind: 'status', status: 400, body: '<html>' },
    ] as const)('is sick ($kind $status $body), the job waits and the connection stays', async (fault) => {
      await connect()
      simulator.controls.expireAccessTokens()
      simulator.controls.inject({ ...fault, path: TOKENS })
      simulator.controls.clearLog()
      const { body: queued } = await ada.post('/api/spotify/sync')
      await expect
        .poll(async () => (await ada.get(`/api/jobs/${queued.id}`)).body, { timeout: 10_000 })
        .toMatchObject({ status: 'queued', error: { code: expect.stringMatching(/upstream|rate_limit/) } })
      expect(await connection()).toMatchObject({ status: 'connected' })
      expect(simulator.controls.requestCounts()).toMatchObject({ [PATH]: 1, [TOKENS]: 1 })
      await ada.post(`/api/jobs/${queued.id}/cancel`)
    })
  })
})
