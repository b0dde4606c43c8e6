import { startTestServer, type TestServer, type TestUser } from '@tributary/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createListenBrainzSimulator,
  type ListenBrainzSimulator,
  simulatedListen,
} from '../simulator/index.ts'
import { listenBrainz } from '../src/index.ts'

const OWN_URL = 'https://listens.example.org'
const now = Math.floor(Date.now() / 1000)
const DAY = 86_400

/** Three listens of this week, and two of years ago. */
const listensAt = (server: string) =>
  [60, 3_600, 2 * DAY, 900 * DAY, 5_000 * DAY].map((ago, index) =>
    simulatedListen({ at: now - ago, track: `${server} ${index}`, server }),
  )

let publicServer: ListenBrainzSimulator
let ownServer: ListenBrainzSimulator
let server: TestServer
let ada: TestUser

beforeAll(async () => {
  const start = (apiUrl: string | undefined, name: string) =>
    createListenBrainzSimulator({
      ...(apiUrl === undefined ? {} : { apiUrl }),
      accounts: [{ id: 'ada', name: 'ada', listens: listensAt(name) }],
      requests: 10_000,
      most: 2,
    })
  publicServer = await start(undefined, 'public')
  ownServer = await start(OWN_URL, 'own')
  server = await startTestServer({
    integrations: [listenBrainz],
    endpoints: { ...publicServer.endpoints, ...ownServer.endpoints },
    egressAllow: new URL(publicServer.url).host,
  })
})
afterAll(async () => {
  await server.stop()
  await Promise.all([publicServer.stop(), ownServer.stop()])
})
beforeEach(async () => {
  ada = await server.createUser()
})

const keyOf = (simulator: ListenBrainzSimulator) => simulator.controls.grant().accessToken
const connect = (apiKey: string, settings?: object) =>
  ada.post('/api/listenbrainz/connect', { apiKey, ...(settings === undefined ? {} : { settings }) })
const connections = async () =>
  (await ada.get('/api/listenbrainz')).body.connections as readonly { id: string; status: string }[]
const titles = async () => (await ada.items('listenbrainz')).map(({ title }) => title).toSorted()
const titlesOf = (name: string) => [0, 1, 2, 3, 4].map((index) => `${name} ${index}`)

test('an account is read back to its first listen: the last days by a sync, the rest by a back-fill', async () => {
  expect(await connect(keyOf(publicServer))).toMatchObject({ status: 201, body: { status: 'connected' } })
  await ada.allJobsEnd()
  await expect.poll(titles, { timeout: 10_000 }).toEqual(titlesOf('public'))
  const jobs = await ada.allJobsEnd()
  expect(jobs.map(({ kind, status }) => [kind, status])).toEqual([
    ['backfill', 'succeeded'],
    ['sync', 'succeeded'],
  ])
  // The last page of the window may have listens from before it.
  const [backfill = 0, sync = 0] = jobs.map(({ inserted }) => inserted)
  expect([backfill + sync, backfill > 0]).toEqual([5, true])
  publicServer.listen(1)
  expect(await ada.sync('listenbrainz')).toMatchObject({ status: 'succeeded', inserted: 1 })
  publicServer.listens().pop()
})

test('the user ada of two servers is two connections, and one is deleted with only its listens', async () => {
  await connect(keyOf(publicServer))
  expect(await connect(keyOf(ownServer), { baseUrl: `${OWN_URL}/` })).toMatchObject({ status: 201 })
  await expect.poll(titles, { timeout: 10_000 }).toEqual([...titlesOf('own'), ...titlesOf('public')])
  await ada.allJobsEnd()
  const [first, second] = await connections()
  expect(first?.id).not.toBe(second?.id)
  await ada.request({ method: 'DELETE', path: `/api/listenbrainz/connections/${first?.id}?data=delete` })
  expect(await titles()).toEqual(titlesOf('own'))
  expect(await ada.sync('listenbrainz')).toMatchObject({ status: 'succeeded', inserted: 0 })
})

test('a time zone determines the local date, and can be changed', async () => {
  const settings = { timeZone: 'Pacific/Kiritimati' }
  expect(await connect(keyOf(publicServer), settings)).toMatchObject({ status: 201, body: { settings } })
  await ada.allJobsEnd()
  const [newest] = await ada.items('listenbrainz')
  expect(newest?.occurredOn).toBe(new Date((now - 60 + 14 * 3_600) * 1000).toISOString().slice(0, 10))
  const [{ id } = { id: '' }] = await connections()
  const changed = await ada.request({
    method: 'PATCH',
    path: `/api/listenbrainz/connections/${id}`,
    body: { settings: { timeZone: 'UTC' } },
  })
  expect(changed).toMatchObject({ status: 200 })
})

describe('an unusable account is refused and not stored:', () => {
  const refusalOf = async ({ status, body }: Awaited<ReturnType<typeof connect>>) => ({
    isRefused: status >= 400,
    code: body.code as string,
    connections: await connections(),
    text: JSON.stringify(body),
  })
  const refusedWith = (code: string) => ({ isRefused: true, code, connections: [] })

  test('a token of no user', async () => {
    const refusal = await refusalOf(await connect('not-a-token-of-ada'))
    expect(refusal).toMatchObject(refusedWith('CONNECTIONS_KEY_REFUSED'))
  })

  test('a token of another server', async () => {
    const refusal = await refusalOf(await connect(keyOf(publicServer), { baseUrl: OWN_URL }))
    expect(refusal).toMatchObject(refusedWith('CONNECTIONS_KEY_REFUSED'))
  })

  test('a server that only receives listens', async () => {
    const path = 'listens.example.org/1/user/*'
    ownServer.controls.inject({ kind: 'status', status: 200, path, body: { error: 'Unknown method' } })
    const refusal = await refusalOf(await connect(keyOf(ownServer), { baseUrl: OWN_URL }))
    expect(refusal).toMatchObject(refusedWith('CONNECTIONS_PROVIDER_REFUSED'))
  })

  test('an unavailable server', async () => {
    ownServer.controls.inject({ kind: 'status', status: 503 })
    const refusal = await refusalOf(await connect(keyOf(ownServer), { baseUrl: OWN_URL }))
    expect(refusal).toMatchObject(refusedWith('CONNECTIONS_PROVIDER_UNAVAILABLE'))
  })

  test('a server in a private network that is not on the allow-list', async () => {
    const refusal = await refusalOf(await connect(keyOf(ownServer), { baseUrl: ownServer.url }))
    expect(refusal).toMatchObject(refusedWith('CONNECTIONS_BAD_SETTINGS'))
    expect(refusal.text).toMatch(/EGRESS_ALLOW=127\.0\.0\.1:\d+/)
  })
})

test('a server in a private network is read if it is on the allow-list', async () => {
  // The simulator has its hosts as folders.
  const baseUrl = `${publicServer.url}/api.listenbrainz.org`
  expect(await connect(keyOf(publicServer), { baseUrl })).toMatchObject({ status: 201 })
  await expect.poll(titles, { timeout: 10_000 }).toEqual(titlesOf('public'))
})
