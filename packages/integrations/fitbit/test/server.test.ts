import { startTestServer, type TestServer, type TestUser, testRedirectUri } from '@tributary/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createGoogleHealthSimulator, type GoogleHealthSimulator } from '../simulator/index.ts'
import { SCOPES } from '../src/data-types.ts'
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
    now: () => STARTED,
  })
  server = await startTestServer({
    plugins: [fitbit],
    endpoints: simulator.endpoints,
    environment: { FITBIT_CLIENT_ID: 'client', FITBIT_CLIENT_SECRET: 'secret' },
  })
})
afterAll(async () => {
  await server.stop()
  await simulator.stop()
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

it('brings a year home when somebody connects: each day as it was, and each known to be complete', async () => {
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

it('brings what it may where a box was left unticked, and asks for the rest', async () => {
  const user = await server.createUser()
  const scopes = scopesOf(fitbit.definition).filter((scope) => scope !== SCOPES.sleep)
  await user.connect('fitbit', simulator, { account: 'grace', scopes })
  await user.allJobsEnd()
  const { body } = await user.get('/api/fitbit')
  expect(body).toMatchObject({ connection: { status: 'needs_permission', missingScopes: [SCOPES.sleep] } })
  const stored = Object.keys(await storedFor(user))
  expect(stored.filter((key) => key.startsWith('steps '))).not.toEqual([])
  expect(stored.filter((key) => key.startsWith('sleepLength '))).toEqual([])
})
