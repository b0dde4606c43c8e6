import { setTimeout as sleep } from 'node:timers/promises'
import { startTestServer, type TestServer, type TestUser, testRedirectUri } from '@tributary/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createOuraSimulator, type OuraSimulator, type RingDocument } from '../simulator/index.ts'
import { oura } from '../src/index.ts'
import { activity, nap, night, workout } from './documents.ts'

const STARTED = Date.now()
const DAY = new Date(STARTED - 3 * 86_400_000).toISOString().slice(0, 10)

const DOCUMENTS: Readonly<Record<string, readonly RingDocument[]>> = {
  sleep: [nap(DAY), night(DAY)],
  daily_activity: [activity(DAY)],
  workout: [workout(DAY)],
  daily_spo2: [{ id: 'spo2', day: DAY, spo2_percentage: { average: 97 } }],
}

let simulator: OuraSimulator
let server: TestServer
let user: TestUser
let account: string
beforeAll(async () => {
  simulator = await createOuraSimulator({
    accounts: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => ({ id, name: id, documents: DOCUMENTS })),
    clients: [{ id: 'client', secret: 'secret', redirectUris: [testRedirectUri('oura')] }],
    now: () => STARTED,
  })
  server = await startTestServer({
    integrations: [oura],
    endpoints: simulator.endpoints,
    environment: { OURA_CLIENT_ID: 'client', OURA_CLIENT_SECRET: 'secret' },
  })
})
afterAll(async () => {
  await server.stop()
  await simulator.stop()
})

const accounts = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
beforeEach(async () => {
  user = await server.createUser()
  // Each test has an account of its own: what one revokes is not another's.
  account = accounts.shift() ?? ''
})
afterEach(() => simulator.controls.clearFaults())

const connect = async (scopes?: readonly string[]) => {
  const answer = await user.connect('oura', simulator, {
    account,
    ...(scopes === undefined ? {} : { scopes }),
  })
  await user.allJobsEnd()
  return answer
}
const connection = async () => (await user.get('/api/oura')).body.connections[0]
const notifications = async () =>
  (await user.get('/api/notifications?unread=true')).body.items as { kind: string; message: string }[]
const stored = async (): Promise<Readonly<Record<string, unknown>>> => {
  const lines = String((await user.get('/api/metrics/export?format=jsonl')).body)
    .split('\n')
    .filter(Boolean)
  const rows = lines.map((line) => JSON.parse(line) as { metric: string; date: string; value: unknown })
  return Object.fromEntries(rows.map(({ metric, date, value }) => [`${metric} ${date}`, value]))
}
const requestsTo = (path: string) => simulator.controls.requests().filter((request) => request.path === path)
const TOKEN = 'api.ouraring.com/oauth/token'
const refreshTokens = () =>
  requestsTo(TOKEN).flatMap(({ body }) => (body as { refresh_token?: string }).refresh_token ?? [])

it('imports values and workouts, and withdraws a night that is deleted at Oura', async () => {
  expect(await connect()).toMatchObject({ status: 303 })
  expect(await stored()).toMatchObject({
    [`oura.steps ${DAY}`]: 9214,
    [`oura.sleepLength ${DAY}`]: 451,
    [`oura.bedTime ${DAY}`]: '22:50',
  })
  const { body } = await user.get('/api/metrics/events')
  expect(body.items).toMatchObject([{ type: 'workout', title: 'strength training', date: DAY }])

  simulator.ring(account).change('sleep', `night-${DAY}`, { type: 'deleted' })
  expect(await user.sync('oura')).toMatchObject({ status: 'succeeded' })
  const after = await stored()
  expect(after).toMatchObject({ [`oura.sleepLength ${DAY}`]: 30 })
  expect(Object.keys(after)).not.toContain(`oura.bedTime ${DAY}`)
  expect(Object.keys(after)).not.toContain(`oura.restingHeartRate ${DAY}`)
})

it('requests only the scopes of what it reads, and uses those granted in the callback', async () => {
  await connect(['personal', 'daily', 'workout'])
  expect(await connection()).toMatchObject({ status: 'needs_permission', missingScopes: ['spo2'] })
  const keys = Object.keys(await stored())
  expect(keys).toContain(`oura.steps ${DAY}`)
  expect(keys).not.toContain(`oura.oxygenSaturation ${DAY}`)
  const asked = simulator.controls
    .requests()
    .find(({ path }) => path === 'cloud.ouraring.com/oauth/authorize')
  expect(asked?.query['scope']?.split(' ').toSorted()).toEqual(['daily', 'personal', 'spo2', 'workout'])
})

it('uses each refresh token once, for any number of syncs with an expired access token', async () => {
  await connect()
  simulator.controls.clearLog()
  for (let time = 0; time < 3; time += 1) {
    simulator.controls.expireAccessTokens()
    expect(await user.sync('oura')).toMatchObject({ status: 'succeeded' })
  }
  expect(new Set(refreshTokens()).size).toBe(3)
  expect(refreshTokens()).toHaveLength(3)
  expect(await connection()).toMatchObject({ status: 'connected' })
})

it('asks to reconnect after a refresh token was reused, and resumes afterwards', async () => {
  await connect()
  simulator.controls.expireAccessTokens()
  await user.sync('oura')
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshTokens().at(-1) ?? '',
    client_id: 'client',
    client_secret: 'secret',
  })
  const again = await fetch(simulator.locate(`https://${TOKEN}`), { method: 'POST', body })
  expect(await again.json()).toMatchObject({ error: 'invalid_grant', detail: 'Refresh token already used' })

  expect(await user.sync('oura')).toMatchObject({
    status: 'failed',
    error: {
      code: 'auth_expired',
      message: expect.stringMatching(/^Oura .* Connect again\.$/) as string,
    },
  })
  expect(await connection()).toMatchObject({ status: 'needs_reauth' })
  expect(await notifications()).toHaveLength(1)
  await connect()
  expect(await connection()).toMatchObject({ status: 'connected' })
  expect(await user.sync('oura')).toMatchObject({ status: 'succeeded' })
})

it('reports what to do if the Oura membership has expired, and resumes once it is renewed', async () => {
  await connect()
  simulator.setStanding('expired', account)
  const advice = /your Oura membership has expired. Renew it in the Oura app/
  expect(await user.sync('oura')).toMatchObject({
    status: 'failed',
    rejected: 0,
    error: { code: 'action_required', message: expect.stringMatching(advice) as string },
  })
  expect(await connection()).toMatchObject({
    status: 'needs_action',
    reason: expect.stringMatching(advice) as string,
    nextSyncAt: expect.any(String) as string,
  })
  expect(await notifications()).toMatchObject([{ kind: 'connection_needs_action' }])

  simulator.setStanding('member', account)
  expect(await user.sync('oura')).toMatchObject({ status: 'succeeded' })
  expect(await connection()).toMatchObject({ status: 'connected', reason: null })
  expect(await notifications()).toEqual([])
})

it('refuses to connect an account whose membership has expired, or whose id it may not read', async () => {
  simulator.setStanding('expired', account)
  const expired = await connect()
  expect(expired.status).toBeGreaterThanOrEqual(400)
  expect(expired.body.detail).toMatch(/your Oura membership has expired/)
  simulator.setStanding('member', account)
  const unticked = await connect(['daily', 'workout', 'spo2'])
  expect(unticked.status).toBeGreaterThanOrEqual(400)
  expect(unticked.body.detail).toMatch(/Oura did not identify the account/)
  expect(await connection()).toBeUndefined()
})

it('ends the access at Oura when a person disconnects', async () => {
  await connect()
  simulator.controls.clearLog()
  await user.request({ method: 'DELETE', path: '/api/oura' })
  const revocations = () => requestsTo('api.ouraring.com/oauth/revoke')
  for (let waited = 0; revocations().length === 0 && waited < 5000; waited += 20) await sleep(20)
  expect(revocations()).toMatchObject([{ method: 'POST', status: 200 }])
  expect(Object.keys(revocations()[0]?.query ?? {})).toEqual(['access_token'])
})
