import { startTestServer, type TestServer, type TestUser, testRedirectUri } from '@tributary/testkit'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import {
  accountNotLinked,
  createGoogleHealthSimulator,
  filterRefused,
  type GoogleHealthSimulator,
} from '../simulator/index.ts'
import { SCOPES } from '../src/data-types-table.ts'
import { fitbit } from '../src/index.ts'
import { scopesOf } from './connect.ts'
import { expectedOf } from './oracle.ts'
import { datesOf } from './read-stream.ts'

const STARTED = Date.now()
const DAY_MILLISECONDS = 86_400_000

let simulator: GoogleHealthSimulator
let server: TestServer
beforeAll(async () => {
  simulator = await createGoogleHealthSimulator({
    accounts: ['ada', 'grace'].map((id) => ({ id, name: id, timeZone: 'America/New_York' })),
    clients: [{ id: 'client', secret: 'secret', redirectUris: [testRedirectUri('fitbit')] }],
    // Time stands still, and several users share an account, whose minute never ends.
    requestsPerMinute: 100_000,
    now: () => STARTED,
  })
  server = await startTestServer({
    integrations: [fitbit],
    endpoints: simulator.endpoints,
    environment: { FITBIT_CLIENT_ID: 'client', FITBIT_CLIENT_SECRET: 'secret' },
  })
})
afterAll(async () => {
  await server.stop()
  await simulator.stop()
})

afterEach(() => {
  for (const what of ['*', 'active-zone-minutes', 'sleep']) simulator.answers.restore(what)
  simulator.controls.clearFaults()
})

const dateBefore = (days: number) => new Date(STARTED - days * DAY_MILLISECONDS).toISOString().slice(0, 10)
/** A year but for the edges, where it depends on the hour of this test's run what is over. */
const DATES = datesOf({ startDate: dateBefore(360), endDate: dateBefore(3) })

async function storedFor(user: TestUser): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await user.get('/api/metrics/export?format=jsonl')
  const rows = String(body)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { metric: string; date: string; value: unknown })
  return Object.fromEntries(
    rows.map(({ metric, date, value }) => [`${metric.replace('fitbit.', '')} ${date}`, value]),
  )
}

it('imports a year after connecting: each day with its values and complete coverage', async () => {
  const user = await server.createUser()
  expect(await user.connect('fitbit', simulator, { account: 'ada' })).toMatchObject({ status: 303 })
  await user.allJobsEnd()
  const fields = fitbit.definition.streams.flatMap((stream) => Object.keys(stream.fields ?? {}))
  const expected = expectedOf(simulator.tracker('ada').person, DATES, fields)
  const stored = Object.entries(await storedFor(user)).filter(([key]) =>
    DATES.includes(key.split(' ')[1] ?? ''),
  )
  expect(Object.fromEntries(stored)).toEqual(expected)
  expect(Object.keys(expected).length).toBeGreaterThan(3500)

  const from = DATES.at(-30) ?? ''
  const { body } = await user.get(
    `/api/metrics/coverage?integration=fitbit&from=${from}&to=${DATES.at(-1) ?? ''}`,
  )
  const states = (body as { streams: { stream: string; ranges: { state: string }[] }[] }).streams.flatMap(
    ({ ranges }) => ranges.map(({ state }) => state),
  )
  expect(new Set(states)).toEqual(new Set(['covered', 'empty']))
})

it('imports the permitted data if a box was unticked, and requests the other permissions', async () => {
  const user = await server.createUser()
  const scopes = scopesOf(fitbit.definition).filter((scope) => scope !== SCOPES.sleep)
  await user.connect('fitbit', simulator, { account: 'grace', scopes })
  await user.allJobsEnd()
  const { body } = await user.get('/api/fitbit')
  expect(body).toMatchObject({
    connections: [{ status: 'needs_permission', missingScopes: [SCOPES.sleep] }],
  })
  const stored = Object.keys(await storedFor(user))
  expect(stored.filter((key) => key.startsWith('steps '))).not.toEqual([])
  expect(stored.filter((key) => key.startsWith('sleepLength '))).toEqual([])
})

const notificationsOf = async (user: TestUser) =>
  (await user.get('/api/notifications?unread=true')).body.items as { kind: string; message: string }[]
const coverageOf = async (user: TestUser, stream: string, from: string, to = from) => {
  const query = `integration=fitbit&stream=${stream}&from=${from}&to=${to}`
  const { body } = await user.get(`/api/metrics/coverage?${query}`)
  return body.streams[0].ranges as { state: string; hasValues: boolean; message: string | null }[]
}

it('notifies once about a Google account without Google Health profile, and resumes automatically', async () => {
  simulator.answers.refuse('*', accountNotLinked)
  const user = await server.createUser()
  await user.connect('fitbit', simulator, { account: 'ada' })
  const jobs = await user.allJobsEnd()
  for (const job of [...jobs, await user.sync('fitbit')])
    expect(job).toMatchObject({ status: 'failed', rejected: 0, error: { code: 'action_required' } })
  const advice = /Open the Fitbit or the Google Health app once, signed in with this account/
  const { body } = await user.get('/api/fitbit')
  expect(body.connections[0]).toMatchObject({
    status: 'needs_action',
    nextSyncAt: expect.any(String) as string,
  })
  expect(body.connections[0].reason).toMatch(advice)
  expect(await notificationsOf(user)).toMatchObject([
    { kind: 'connection_needs_action', message: body.connections[0].reason },
  ])
  expect(await coverageOf(user, 'daily-activity', dateBefore(200))).toMatchObject([
    { state: 'failed', message: expect.stringMatching(advice) as string },
  ])

  simulator.answers.restore('*')
  expect(await user.sync('fitbit')).toMatchObject({ status: 'succeeded' })
  expect((await user.get('/api/fitbit')).body.connections[0]).toMatchObject({
    status: 'connected',
    reason: null,
  })
  expect(await notificationsOf(user)).toEqual([])
})

it('imports the rest of a week and a year if one kind of data is refused, and names it', async () => {
  const badRequest = { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'Invalid argument.' } }
  simulator.answers.refuse('active-zone-minutes', { status: 400, body: badRequest })
  const user = await server.createUser()
  await user.connect('fitbit', simulator, { account: 'ada' })
  const named = 'Active Zone Minutes: health.googleapis.com refused the request (400): Invalid argument.'
  for (const job of await user.allJobsEnd())
    expect(job).toMatchObject({
      status: 'partial',
      error: { code: 'invalid_data', message: `Daily activity: ${named}` },
      warnings: [`Not everything could be read. ${named}`],
    })
  const stored = await storedFor(user)
  const others = ['steps', 'distance', 'calories', 'sleepLength', 'restingHeartRate', 'weight']
  expect(stored).toMatchObject(expectedOf(simulator.tracker('ada').person, DATES, others))
  expect(Object.keys(stored).filter((key) => key.startsWith('activeZoneMinutes'))).toEqual([])
  expect(await coverageOf(user, 'daily-activity', dateBefore(100))).toMatchObject([
    { state: 'failed', hasValues: true, message: named },
  ])
  expect(await coverageOf(user, 'weight', dateBefore(100))).not.toMatchObject([{ state: 'failed' }])
  expect((await user.get('/api/fitbit')).body).toMatchObject({
    connections: [{ status: 'connected' }],
    lastError: { message: `Daily activity: ${named}` },
  })
  // The warning is news once, and not each hour.
  expect(await notificationsOf(user)).toMatchObject([{ kind: 'sync_warning' }])
  await user.post('/api/notifications/read')
  await user.sync('fitbit')
  expect(await notificationsOf(user)).toEqual([])

  simulator.answers.restore('active-zone-minutes')
  expect(await user.sync('fitbit')).toMatchObject({ status: 'succeeded', error: null, warnings: [] })
  expect((await user.get('/api/fitbit')).body.lastError).toBeNull()
})

it('names sleep if its filter is refused, and imports the rest', async () => {
  simulator.answers.refuse('sleep', filterRefused)
  const user = await server.createUser()
  await user.connect('fitbit', simulator, { account: 'grace' })
  for (const job of await user.allJobsEnd())
    expect(job).toMatchObject({
      status: 'partial',
      error: { message: 'Sleep: health.googleapis.com refused the request (400): Filter not supported' },
    })
  expect(await coverageOf(user, 'sleep', dateBefore(30))).toMatchObject([{ state: 'failed' }])
  expect(await coverageOf(user, 'daily-activity', dateBefore(30))).not.toMatchObject([{ state: 'failed' }])
})

it('withdraws a night that was a part of one, after the morning’s sync', async () => {
  const [yesterday, today] = [dateBefore(3), dateBefore(2)]
  const night = (endTime: string, minutesAsleep: string) => ({
    sleep: {
      interval: {
        startTime: `${yesterday}T22:00:00Z`,
        endTime,
        startUtcOffset: '3600s',
        endUtcOffset: '3600s',
      },
      summary: { minutesAsleep },
    },
  })
  const sleepOf = async (date: string) =>
    Object.entries(await storedFor(user)).filter(
      ([key]) => /^(sleep|bed|wake)/.test(key) && key.endsWith(date),
    )
  const user = await server.createUser()
  simulator.answers.deliver('sleep', [night(`${yesterday}T22:50:00Z`, '45')])
  await user.connect('fitbit', simulator, { account: 'ada' })
  await user.allJobsEnd()
  expect(await sleepOf(yesterday)).toHaveLength(3)

  simulator.answers.deliver('sleep', [
    night(`${today}T05:05:00Z`, '400'),
    night(`${yesterday}T22:50:00Z`, '45'),
  ])
  expect(await user.sync('fitbit')).toMatchObject({ status: 'succeeded', skipped: 1 })
  expect(await sleepOf(yesterday)).toEqual([])
  expect(Object.fromEntries(await sleepOf(today))).toEqual({
    [`sleepLength ${today}`]: 400,
    [`bedTime ${today}`]: '23:00',
    [`wakeUpTime ${today}`]: '06:05',
  })
})

it('asks to reconnect once when Google has ended the grant, and resumes afterwards', async () => {
  const user = await server.createUser()
  await user.connect('fitbit', simulator, { account: 'grace' })
  await user.allJobsEnd()
  simulator.controls.revokeConsent('grace')
  expect(await user.sync('fitbit')).toMatchObject({ status: 'failed', error: { code: 'auth_expired' } })
  expect((await user.post('/api/fitbit/sync')).status).toBe(409)
  const [connection] = (await user.get('/api/fitbit')).body.connections
  expect(connection.status).toBe('needs_reauth')
  // It is not the seventh day.
  expect(connection.reason).not.toMatch(/testing/)
  expect(await notificationsOf(user)).toHaveLength(1)
  await user.connect('fitbit', simulator, { account: 'grace' })
  expect((await user.get('/api/fitbit')).body.connections[0].status).toBe('connected')
  expect(await notificationsOf(user)).toEqual([])
  await user.allJobsEnd()
})
