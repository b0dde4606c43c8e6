import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectionAccess } from '@tributary/connections'
import { database } from '@tributary/database'
import type { ImportJob } from '@tributary/integration-host'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { brook } from './brook.ts'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import type { Person } from './person.ts'

const DAY_MILLISECONDS = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MILLISECONDS).toISOString().slice(0, 10)

interface Asked {
  readonly from: string
  readonly to: string
}

/** Requests for days. */
let asked: Asked[] = []
/** What a request is refused with; by the dates it asks for. */
let refusal: (asked: Asked) => { status: number; headers?: Record<string, string> } | undefined
const provider = createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  const url = new URL(request.url ?? '', 'http://provider')
  if (url.pathname === '/v1/me') return void response.end('{"id":"ada"}')
  const one = { from: url.searchParams.get('from') ?? '', to: url.searchParams.get('to') ?? '' }
  asked.push(one)
  const refused = refusal(one)
  if (refused !== undefined)
    return void response.writeHead(refused.status, refused.headers).end('{"message":"No."}')
  const days = []
  for (let n = 0; n < 400; n += 1) {
    const date = daysAgo(n)
    if (date >= one.from && date <= one.to) days.push({ date, litres: 5 })
  }
  response.end(JSON.stringify({ days }))
})
let server: ConnectedServer
let ada: Person

beforeAll(async () => {
  await once(provider.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  server = await startConnectedServer({ integrations: [brook(origin)], worker: true })
  ada = await server.person('ada')
})

afterAll(async () => {
  await server.stop()
  provider.closeAllConnections()
  provider.close()
})

beforeEach(async () => {
  asked = []
  refusal = () => undefined
  await ada.delete('/api/brook?data=delete')
  await sql`delete from import_jobs`.execute(server.db)
  await sql`delete from user_integrations`.execute(server.db)
  await sql`delete from notifications`.execute(server.db)
})

const jobs = async () => (await ada.get('/api/jobs?limit=50')).body.items as ImportJob[]
const allEnd = () =>
  expect
    .poll(async () => (await jobs()).every(({ status }) => !['queued', 'running'].includes(status)), {
      timeout: 20_000,
    })
    .toBe(true)
const connect = async () => {
  expect((await ada.post('/api/brook/connect', { apiKey: 'ada' })).status).toBe(201)
  await allEnd()
}
const sync = async () => {
  expect((await ada.post('/api/brook/sync')).status).toBe(202)
  await allEnd()
}
const states = async (from: number, to: number) => {
  const query = `integration=brook&from=${daysAgo(from)}&to=${daysAgo(to)}`
  const { body } = await ada.get(`/api/metrics/coverage?${query}`)
  return (
    body.streams[0].ranges as { from: string; to: string; state: string; message: string | null }[]
  ).map(({ from: first, to: last, state }) => [first, last, state])
}
/** As when the last attempt was so long ago. */
const passHours = (hours: number) =>
  sql`update metric_coverage set tried_at = tried_at - make_interval(hours => ${hours})`.execute(server.db)

it('a back-fill that was given up is resumed automatically, until it is complete', async () => {
  // The weeks before the last, in which the provider has a bad day for a while.
  const isBad = ({ from, to }: Asked) => from <= daysAgo(30) && to >= daysAgo(30)
  refusal = (one) => (isBad(one) ? { status: 400 } : undefined)
  await connect()
  const whole = (await jobs()).find(({ kind, trigger }) => kind === 'backfill' && trigger === 'connect')
  expect(whole).toMatchObject({ status: 'failed' })
  expect(await states(59, 8)).toEqual([[daysAgo(59), daysAgo(8), 'failed']])

  // Smaller and smaller parts are asked for, the newest first, and those that work come in.
  for (let round = 0; round < 12; round += 1) {
    await passHours(1000)
    await sync()
  }
  expect(await states(59, 8)).toEqual([
    [daysAgo(59), daysAgo(31), 'covered'],
    [daysAgo(30), daysAgo(30), 'failed'],
    [daysAgo(29), daysAgo(8), 'covered'],
  ])
  const backfills = (await jobs()).filter(
    ({ kind, trigger }) => kind === 'backfill' && trigger === 'schedule',
  )
  expect(backfills.length).toBeGreaterThan(3)

  refusal = () => undefined
  await sql`update metric_coverage set attempts = 1 where attempts > 1`.execute(server.db)
  await passHours(1000)
  await sync()
  expect(await states(59, 8)).toEqual([[daysAgo(59), daysAgo(8), 'covered']])
  asked = []
  await sync()
  expect(asked).toHaveLength(1)
})

it('a repeatedly refused date is given up, and the person is notified once', async () => {
  const isBad = ({ from, to }: Asked) => from <= daysAgo(30) && to >= daysAgo(30)
  refusal = (one) => (isBad(one) ? { status: 400 } : undefined)
  await connect()
  for (let round = 0; round < 14; round += 1) {
    await passHours(1000)
    await sync()
  }
  const { body } = await ada.get('/api/notifications')
  const told = (body.items as { kind: string; message: string }[]).filter(
    ({ kind }) => kind === 'sync_warning',
  )
  expect(told).toMatchObject([{ message: expect.stringMatching(`^Flow, ${daysAgo(30)}: refused 8 times`) }])
  asked = []
  await passHours(100_000)
  await sync()
  expect(asked).toHaveLength(1)
})

it('dates that are given up are reported, also beside a known error', async () => {
  await connect()
  const access = server.kernel.getService(connectionAccess)
  const { rows } = await sql<{ id: string }>`select id from user_integrations`.execute(server.db)
  const connection = await access.open(rows[0]?.id ?? '')
  const error = { code: 'invalid_data', message: 'Refused.' }
  const note = (more: { warnings?: string[]; givenUp?: string[] }) =>
    server.kernel
      .getService(database)
      .transaction((trx) =>
        access.recordRun(trx, connection ?? { id: '' }, { status: 'partial', error, ...more }),
      )
  const told = async () => {
    const { body } = await ada.get('/api/notifications?unread=true')
    await ada.post('/api/notifications/read')
    return (body.items as { message: string }[]).map(({ message }) => message)
  }
  await told()
  await note({ warnings: ['Not everything.'] })
  expect(await told()).toEqual(['Not everything.'])
  await note({ warnings: ['Not everything.'] })
  expect(await told()).toEqual([])
  await note({ warnings: ['Not everything.'], givenUp: ['Not again.'] })
  expect(await told()).toEqual(['Not again.'])
})

it('a server that was off for weeks reads these weeks', async () => {
  await connect()
  await sql`update user_integrations set last_sync_at = now() - interval '25 days'`.execute(server.db)
  await sql`delete from metric_coverage where date > current_date - 25`.execute(server.db)
  expect(await states(24, 8)).toEqual([[daysAgo(24), daysAgo(8), 'missing']])
  asked = []
  await sync()
  expect(asked).toContainEqual({ from: daysAgo(26), to: daysAgo(8) })
  expect(await states(59, 8)).toEqual([[daysAgo(59), daysAgo(8), 'covered']])
})

it('a wait of 22 hours outlives its job: it determines the next sync, and a manual sync waits as well', async () => {
  await connect()
  const soon = Date.now() + 21.9 * 3_600_000
  refusal = () => ({ status: 429, headers: { 'retry-after': String(22 * 3600) } })
  asked = []
  const { body: told } = await ada.post('/api/brook/sync')
  const jobOf = async (id: string) => (await ada.get(`/api/jobs/${id}`)).body as ImportJob
  await expect.poll(async () => (await jobOf(told.id)).error?.code).toBe('rate_limit')
  await ada.post(`/api/jobs/${told.id}/cancel`)
  const { body } = await ada.get('/api/brook')
  expect(Date.parse(body.nextSyncAt)).toBeGreaterThan(soon)
  expect(body.lastError).toMatchObject({ code: 'rate_limit' })

  refusal = () => undefined
  const { body: byHand } = await ada.post('/api/brook/sync')
  await expect.poll(async () => (await jobOf(byHand.id)).error?.code).toBe('rate_limit')
  const waiting = await jobOf(byHand.id)
  expect(waiting).toMatchObject({ status: 'queued', error: { code: 'rate_limit' } })
  expect(waiting.error?.message).toMatch(/^Brook refuses requests before 2/)
  expect(Date.parse(waiting.runAfter ?? '')).toBeGreaterThan(soon)
  expect(asked).toHaveLength(1)

  // Connected again it is the same account, which is to wait.
  expect(
    (await ada.post('/api/brook/connect', { apiKey: 'ada' })).body.nextSyncAt > new Date(soon).toISOString(),
  ).toBe(true)
})
