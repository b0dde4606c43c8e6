import { startTestServer, type TestServer, type TestUser, testRedirectUri } from '@tributary/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createSpotifySimulator, type SpotifySimulator } from '../simulator/index.ts'
import { spotify } from '../src/index.ts'
import { readFixture } from './read-fixture.ts'

const PATH = 'api.spotify.com/v1/me/player/recently-played'
const LOS_ANGELES = 'America/Los_Angeles'

describe('the time zone of a connection determines the local date', () => {
  let simulator: SpotifySimulator
  let server: TestServer
  let ada: TestUser
  beforeAll(async () => {
    const client = { id: 'id', secret: 'secret', redirectUris: [testRedirectUri('spotify')] }
    const names = ['ada', 'second']
    simulator = await createSpotifySimulator({
      clients: [client],
      accounts: names.map((id) => ({ id, name: id, plays: [] })),
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
    ada = await server.createUser()
  })

  const connect = async (body: object = {}, account = 'ada') => {
    const answer = await ada.connect('spotify', simulator, { account }, body)
    await ada.allJobsEnd()
    return answer
  }
  const change = async (timeZone: string | null, path = '') =>
    ada.request({ method: 'PATCH', path: `/api/spotify${path}`, body: { settings: { timeZone } } })
  const settings = async () => (await ada.get('/api/spotify')).body.connections[0].settings
  const eveningPlay = {
    items: [
      {
        played_at: '2024-04-21T04:30:00.000Z',
        track: { type: 'track', name: 'By API', uri: 'spotify:track:api', artists: [{ name: 'B' }] },
      },
    ],
  }
  const sync = async () => {
    simulator.controls.inject({ kind: 'status', status: 200, path: PATH, body: eveningPlay })
    return ada.sync('spotify')
  }
  const importFile = async (options: Record<string, string> = {}) =>
    ada.importFile('spotify', { content: await readFixture('evening_play'), filename: 'a.json', options })
  const dates = async () => (await ada.items('spotify')).map(({ occurredOn }) => occurredOn)

  test('of plays of the API, which get a new date after a change', async () => {
    await connect({ settings: { timeZone: LOS_ANGELES } })
    await sync()
    expect(await dates()).toEqual(['2024-04-20'])
    expect(await change('Asia/Tokyo')).toMatchObject({
      status: 200,
      body: { settings: { timeZone: 'Asia/Tokyo' } },
    })
    expect(await sync()).toMatchObject({ updated: 1 })
    expect(await dates()).toEqual(['2024-04-21'])
  })

  test('of files, unless they are imported with a time zone of their own', async () => {
    await connect({ settings: { timeZone: LOS_ANGELES } })
    await importFile()
    expect(await dates()).toEqual(['2024-04-20'])
    await importFile({ timeZone: 'UTC' })
    expect(await dates()).toEqual(['2024-04-21'])
  })

  test('of files also after the account was disconnected', async () => {
    await connect({ settings: { timeZone: LOS_ANGELES } })
    await ada.request({ method: 'DELETE', path: '/api/spotify?data=keep' })
    await importFile()
    expect(await dates()).toEqual(['2024-04-20'])
  })

  test('is UTC for files if two connections differ, and for a connection without one', async () => {
    await connect({ settings: { timeZone: LOS_ANGELES } })
    await connect({ connectionId: 'new' }, 'second')
    await importFile()
    expect(await dates()).toEqual(['2024-04-21'])
  })

  test('is kept when the account is connected again without it, and cleared by null', async () => {
    await connect({ settings: { timeZone: LOS_ANGELES } })
    await connect()
    expect(await settings()).toEqual({ timeZone: LOS_ANGELES })
    await connect({ settings: { timeZone: 'Asia/Tokyo' } })
    expect(await settings()).toEqual({ timeZone: 'Asia/Tokyo' })
    expect(await change(null)).toMatchObject({ status: 200, body: { settings: {} } })
  })

  test('is refused if it is unknown, when connecting and when changing', async () => {
    const begun = await ada.post('/api/spotify/connect', { settings: { timeZone: 'Mars/Olympus' } })
    expect(begun.status).toBe(400)
    await connect()
    const changed = await change('Mars/Olympus')
    expect(changed.status).toBe(400)
    for (const { body } of [begun, changed])
      expect(body.errors).toEqual([
        {
          in: 'body',
          path: '/settings/timeZone',
          message: 'Time zone: Enter the IANA name of a time zone, like Europe/Berlin.',
        },
      ])
    expect(await settings()).toEqual({})
  })
})
