import { startTestServer, type TestServer, type TestUser } from '@tributary/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  API_KEY,
  createLastFmSimulator,
  type LastFmSimulator,
  simulatedScrobble,
} from '../simulator/index.ts'
import { lastFm } from '../src/index.ts'

const now = Math.floor(Date.now() / 1000)
const DAY = 86_400

let simulator: LastFmSimulator
let server: TestServer
let ada: TestUser

beforeAll(async () => {
  const scrobbles = [60, 3_600, 900 * DAY].map((ago, index) =>
    simulatedScrobble({ at: now - ago, track: `Song ${index}` }),
  )
  simulator = await createLastFmSimulator({
    accounts: [
      { id: 'ada', name: 'Ada', scrobbles },
      { id: 'hidden', name: 'Hidden', scrobbles, isPrivate: true },
    ],
  })
  server = await startTestServer({
    integrations: [lastFm],
    endpoints: simulator.endpoints,
    environment: { LASTFM_API_KEY: API_KEY },
  })
})
afterAll(async () => {
  await server.stop()
  await simulator.stop()
})
beforeEach(async () => {
  ada = await server.createUser()
})

const connect = (username: string) => ada.post('/api/lastfm/connect', { username })

test('a user name in any case is one account, read back to its first scrobble', async () => {
  expect(await connect(' ADA ')).toMatchObject({ status: 201, body: { status: 'connected' } })
  const jobs = await ada.allJobsEnd()
  expect(jobs.map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
  const titles = (await ada.items('lastfm')).map(({ title }) => title)
  expect(titles.toSorted()).toEqual(['Song 0', 'Song 1', 'Song 2'])
  expect(await connect('ada')).toMatchObject({ status: 200 })
})

test('a name of no user, and a private profile, are refused with a sentence that says what to do', async () => {
  expect(await connect('nobody-here')).toMatchObject({
    status: 400,
    body: { code: 'CONNECTIONS_KEY_REFUSED' },
  })
  const { status, body } = await connect('hidden')
  expect(status).toBeGreaterThanOrEqual(400)
  expect(JSON.stringify(body)).toMatch(/hides its recent listening/)
  expect((await ada.get('/api/lastfm')).body).toMatchObject({ connections: [] })
})
