import { randomNumbers } from '@tributary/provider-simulator'
import { startTestServer, type TestServer, type TestUser, testRedirectUri } from '@tributary/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createSpotifySimulator,
  type ExportFormat,
  exportFiles,
  generateListening,
  type Play,
  type SpotifySimulator,
  wholeOf,
  zipStream,
} from '../simulator/index.ts'
import { spotify } from '../src/index.ts'

const NOW = Date.now()
const DAY = 24 * 60 * 60 * 1000

/** A fortnight of listening up to now: more than the 50 plays that the API has. */
const PLAYS = [...generateListening({ random: randomNumbers(5), from: NOW - 14 * DAY, to: NOW - 60_000 })]
const TRACES = { ip: '198.51.100.77', username: 'canary-name', userAgent: 'CanaryAgent/1.0' }

/** What two files with whole seconds can tell apart. */
const apart = (plays: readonly Play[]) =>
  new Set(
    plays.map(
      ({ what, endedAt, millisecondsPlayed }) =>
        `${Math.floor(endedAt / 1000)} ${what.uri} ${millisecondsPlayed}`,
    ),
  ).size

describe('plays from the API and from files', () => {
  let simulator: SpotifySimulator
  let server: TestServer
  beforeAll(async () => {
    simulator = await createSpotifySimulator({
      clients: [{ id: 'id', secret: 'secret', redirectUris: [testRedirectUri('spotify')] }],
      accounts: [{ id: 'ada', name: 'Ada', plays: PLAYS }],
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

  const readByApi = async (user: TestUser) => {
    expect((await user.connect('spotify', simulator)).status).toBe(303)
    const [job] = await user.allJobsEnd()
    return job
  }
  const importExport = async (user: TestUser, format: ExportFormat) =>
    user.importFile('spotify', {
      filename: 'my_spotify_data.zip',
      content: await wholeOf(zipStream(exportFiles(PLAYS, { format, traces: TRACES }))),
    })
  const contentsOf = async (user: TestUser) =>
    (await user.items('spotify')).map((item) =>
      Object.fromEntries(
        Object.entries(item).filter(([name]) => !['id', 'createdAt', 'updatedAt'].includes(name)),
      ),
    )

  test('are one item each, whichever is first, with the details of the file', async () => {
    const [ada, bob] = [await server.createUser(), await server.createUser()]
    expect(await readByApi(ada)).toMatchObject({ status: 'succeeded', inserted: 50 })
    expect(await importExport(ada, 'extended')).toMatchObject({
      status: 'succeeded',
      inserted: apart(PLAYS) - 50,
      updated: 50,
      rejected: 0,
    })
    await importExport(bob, 'extended')
    expect(await readByApi(bob)).toMatchObject({
      status: 'succeeded',
      inserted: 0,
      updated: 0,
      unchanged: 50,
    })
    const items = await contentsOf(ada)
    expect(items).toHaveLength(apart(PLAYS))
    expect(items.every(({ durationSeconds }) => typeof durationSeconds === 'number')).toBe(true)
    expect(await contentsOf(bob)).toEqual(items)
    for (const user of [ada, bob]) {
      expect(await user.sync('spotify')).toMatchObject({ status: 'succeeded', inserted: 0, updated: 0 })
      expect(await importExport(user, 'extended')).toMatchObject({ inserted: 0, updated: 0 })
    }
    expect(await contentsOf(ada)).toEqual(items)
  })

  test('no person’s address, name or device is kept anywhere', async () => {
    const user = await server.createUser()
    for (const format of ['extended', 'endsong', 'account-data'] as const) await importExport(user, format)
    const [item] = await user.items('spotify')
    const kept = JSON.stringify([
      await user.items('spotify'),
      await user.get(`/api/library/items/${item?.id}`),
    ])
    for (const trace of Object.values(TRACES)) expect(kept).not.toContain(trace)
  })

  test('all three sources together are one item per play', async () => {
    const user = await server.createUser()
    await readByApi(user)
    const year = await importExport(user, 'account-data')
    expect(year).toMatchObject({ status: 'succeeded', updated: 0, rejected: 0 })
    // What the API has told, the poorer file does not tell again.
    expect(year.unchanged).toBeGreaterThanOrEqual(50)
    const whole = await importExport(user, 'extended')
    expect(whole.inserted + whole.updated).toBe(apart(PLAYS))
    const items = await user.items('spotify')
    expect(items).toHaveLength(apart(PLAYS))
    expect(new Set(items.map(({ externalId }) => externalId.split('|')[0]))).toEqual(new Set(['extended']))
    expect(await importExport(user, 'account-data')).toMatchObject({ inserted: 0, updated: 0 })
  })
})
