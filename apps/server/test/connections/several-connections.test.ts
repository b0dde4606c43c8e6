import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Connection, ImportJob } from '@tributary/integration-host'
import { apiKey, dailyMetricStream, defineIntegration, mediaStream } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import type { Person } from './person.ts'

/** A date within the window of every sync. */
const DATE = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)

/** What each account has: plays, one of which both were at, and the steps of a day. */
const ACCOUNTS: Readonly<Record<string, { plays: readonly string[]; steps: number }>> = {
  'ada-home': { plays: ['home-1', 'home-2', 'both'], steps: 4_000 },
  'ada-work': { plays: ['work-1', 'both'], steps: 9_000 },
}
let asked: string[] = []

/** The key is the account's name. */
const provider = createServer((request, response) => {
  const name = request.headers.authorization?.replace('Bearer ', '') ?? ''
  const account = ACCOUNTS[name]
  response.setHeader('content-type', 'application/json')
  if (account === undefined) return void response.writeHead(401).end('{}')
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://provider')
  if (pathname === '/v1/me') return void response.end(JSON.stringify({ id: name, name: name.toUpperCase() }))
  const after = Number(searchParams.get('after') ?? 0)
  asked.push(`${name} ${pathname} ${after}`)
  const body = pathname === '/v1/plays' ? { items: account.plays.slice(after) } : { steps: account.steps }
  response.end(JSON.stringify(body))
})

const plays = mediaStream({
  id: 'plays',
  displayName: 'Plays',
  async *sync({ http, cursor }) {
    const after = Number(cursor ?? 0)
    const { items } = await http.get('/plays', {
      schema: Type.Object({ items: Type.Array(Type.String()) }),
      query: { after },
    })
    const records = items.map((id) => ({
      externalId: id,
      type: 'track' as const,
      title: id,
      occurredOn: DATE,
      raw: { id },
    }))
    yield { records, cursor: after + items.length }
  },
})

const days = dailyMetricStream({
  id: 'days',
  displayName: 'Days',
  fields: { steps: { label: 'Steps', unit: 'steps', type: 'number' } },
  async *sync({ http, window }) {
    const { steps } = await http.get('/days', { schema: Type.Object({ steps: Type.Number() }) })
    yield { records: [{ field: 'steps', date: DATE, value: steps }], cursor: null, covers: window }
  },
})

let server: ConnectedServer
let ada: Person

beforeAll(async () => {
  await once(provider.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  const pair = defineIntegration({
    name: 'pair',
    displayName: 'Pair',
    version: '1.0.0',
    description: 'For tests: one person, two accounts.',
    auth: apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['Take any.'] }),
    api: { baseUrl: `${origin}/v1` },
    identify: async ({ http }) =>
      http.get('/me', { schema: Type.Object({ id: Type.String(), name: Type.String() }) }),
    schedule: { everyMinutes: 24 * 60 },
    streams: [plays, days],
  })
  server = await startConnectedServer({ integrations: [pair], worker: true })
  ada = await server.person('ada')
})

afterAll(async () => {
  await server.stop()
  provider.closeAllConnections()
  provider.close()
})

let home: Connection
let work: Connection

beforeEach(async () => {
  asked = []
  home = await connect('ada-home')
  work = await connect('ada-work')
})

afterEach(async () => {
  for (const { id } of await connections()) await ada.delete(`/api/pair/connections/${id}?data=delete`)
  await ada.delete('/api/metrics/preferences')
  await sql`delete from import_jobs`.execute(server.db)
})

async function connect(apiKey: string): Promise<Connection> {
  const { status, body } = await ada.post('/api/pair/connect', { apiKey })
  expect(status).toBeLessThan(300)
  await allEnd()
  return body as Connection
}

const connections = async () => (await ada.get('/api/pair')).body.connections as Connection[]
const jobs = async (query = '') => (await ada.get(`/api/jobs?limit=50${query}`)).body.items as ImportJob[]
const allEnd = () =>
  expect
    .poll(async () => (await jobs()).every(({ status }) => !['queued', 'running'].includes(status)), {
      timeout: 10_000,
    })
    .toBe(true)
const items = async () =>
  ((await ada.get('/api/library/items')).body.items as { title: string }[])
    .map(({ title }) => title)
    .toSorted()
const steps = async () =>
  (await ada.get(`/api/metrics/values?metric=pair.steps&from=${DATE}&to=${DATE}`)).body.series[0].points[0]
    ?.value
const explain = async () => (await ada.get(`/api/metrics/values/explain?metric=pair.steps&date=${DATE}`)).body
const path = ({ id }: Connection) => `/api/pair/connections/${id}`

describe('two connections of one integration', () => {
  it('are each read from their own beginning, and resume from their own cursor', async () => {
    expect(await connections()).toMatchObject([
      { id: home.id, accountName: 'ADA-HOME', status: 'connected', lastSyncAt: expect.any(String) },
      { id: work.id, accountName: 'ADA-WORK', status: 'connected', lastSyncAt: expect.any(String) },
    ])
    expect(asked.filter((each) => each.includes('plays'))).toEqual([
      'ada-home /v1/plays 0',
      'ada-work /v1/plays 0',
    ])
    expect(await items()).toEqual(['both', 'home-1', 'home-2', 'work-1'])
    asked = []
    expect((await ada.post(`${path(home)}/sync`)).body).toMatchObject({ connectionId: home.id })
    await allEnd()
    expect(asked).toContain('ada-home /v1/plays 3')
    expect(asked.join()).not.toContain('ada-work')
    expect((await jobs(`&connectionId=${work.id}`)).map(({ connectionId }) => connectionId)).toEqual([
      work.id,
    ])
  })

  it('are renewed by their own account, and not duplicated', async () => {
    expect((await connect('ada-work')).id).toBe(work.id)
    expect(await connections()).toHaveLength(2)
    const named = await ada.post('/api/pair/connect', { apiKey: 'ada-work', connectionId: home.id })
    expect(named).toMatchObject({ status: 409, body: { code: 'CONNECTIONS_OTHER_ACCOUNT' } })
  })

  it('must be named: the short forms answer 409 with both', async () => {
    for (const reply of [
      await ada.post('/api/pair/sync'),
      await ada.patch('/api/pair', { paused: true }),
      await ada.delete('/api/pair?data=delete'),
    ])
      expect(reply).toMatchObject({
        status: 409,
        body: {
          code: 'INTEGRATION_SEVERAL_CONNECTIONS',
          connections: [
            { id: home.id, accountName: 'ADA-HOME', label: null },
            { id: work.id, accountName: 'ADA-WORK', label: null },
          ],
        },
      })
    expect(await items()).toHaveLength(4)
  })

  it('are paused, named and read one by one', async () => {
    await ada.patch(path(home), { paused: true, label: 'At home', streams: { days: false } })
    expect((await ada.get(path(home))).body).toMatchObject({
      status: 'paused',
      label: 'At home',
      streams: [{ id: 'plays' }, { id: 'days', enabled: false }],
    })
    expect((await ada.get(path(work))).body).toMatchObject({
      status: 'connected',
      label: null,
      streams: [{ id: 'plays' }, { id: 'days', enabled: true }],
    })
    expect((await ada.post(`${path(home)}/sync`)).status).toBe(409)
    expect((await ada.post(`${path(work)}/sync`)).status).toBe(202)
    await allEnd()
  })

  it('belong only to their person', async () => {
    const bob = await server.person('bob')
    for (const reply of [
      await bob.get(path(home)),
      await bob.patch(path(home), { paused: true }),
      await bob.post(`${path(home)}/sync`),
      await bob.delete(`${path(home)}?data=delete`),
    ])
      expect(reply).toMatchObject({ status: 404, body: { code: 'INTEGRATION_NO_CONNECTION' } })
    expect((await ada.get(path(home))).body.status).toBe('connected')
  })
})

describe('a value that both have delivered', () => {
  it('is that of the first, until the person prefers the other, and both are listed', async () => {
    expect(await steps()).toBe(4_000)
    expect(await explain()).toMatchObject({
      shownBy: 'first_delivered',
      candidates: [
        {
          value: 4_000,
          shown: true,
          connection: { id: home.id, accountName: 'ADA-HOME' },
          stream: 'days',
          jobId: (await jobs(`&connectionId=${home.id}`))[0]?.id,
        },
        { value: 9_000, shown: false, connection: { id: work.id } },
      ],
    })
    expect((await ada.put('/api/metrics/preferences', { order: [work.id] })).body).toMatchObject({
      order: ['manual', work.id],
    })
    expect(await steps()).toBe(9_000)
    expect(await explain()).toMatchObject({ shownBy: 'preference', candidates: [{ value: 9_000 }, {}] })
    const upperCase = [home.id.toUpperCase(), work.id, home.id]
    expect((await ada.put('/api/metrics/preferences/pair.steps', { order: upperCase })).body).toEqual({
      order: ['manual', home.id, work.id],
    })
    expect((await ada.get('/api/metrics/preferences/pair.steps')).body).toEqual({
      order: ['manual', home.id, work.id],
    })
    expect(await steps()).toBe(4_000)
    expect((await explain()).shownBy).toBe('metric_preference')
    await ada.put(`/api/metrics/values/pair.steps/${DATE}`, { value: 1 })
    expect(await steps()).toBe(1)
    expect((await explain()).candidates).toHaveLength(3)
    await ada.delete(`/api/metrics/values/pair.steps/${DATE}`)
    await ada.delete('/api/metrics/preferences/pair.steps')
    expect((await ada.get('/api/metrics/preferences/pair.steps')).status).toBe(404)
    expect(await steps()).toBe(9_000)
  })

  it('can be read for one connection only', async () => {
    const query = `metric=pair.steps&from=${DATE}&to=${DATE}&connectionId=${work.id}`
    expect((await ada.get(`/api/metrics/values?${query}`)).body.series[0].points[0].value).toBe(9_000)
  })

  it('cannot be preferred for an unknown origin', async () => {
    for (const origin of [crypto.randomUUID(), 'nothing'])
      expect(await ada.put('/api/metrics/preferences', { order: [origin] })).toMatchObject({
        status: 400,
        body: { code: 'METRICS_UNKNOWN_ORIGIN' },
      })
  })
})

describe('deleting one of two connections with its data', () => {
  it('keeps the other complete, and the common items', async () => {
    expect((await ada.delete(`${path(home)}?data=delete`)).status).toBe(204)
    expect(await connections()).toMatchObject([{ id: work.id, status: 'connected' }])
    expect((await ada.get(path(home))).status).toBe(404)
    expect(await items()).toEqual(['both', 'work-1'])
    expect(await steps()).toBe(9_000)
    expect((await explain()).candidates).toHaveLength(1)
    const { rows } = await sql<{ kind: string; connection: string }>`
      select 'cursor' as kind, connection_id as connection from sync_cursors
      union select 'coverage', connection_id from metric_coverage
      union select 'secret', split_part(name, '/', 2)::uuid from secrets where name like 'credentials/%'`.execute(
      server.db,
    )
    expect(rows.toSorted((one, other) => one.kind.localeCompare(other.kind))).toEqual([
      { kind: 'coverage', connection: work.id },
      { kind: 'cursor', connection: work.id },
      { kind: 'secret', connection: work.id },
    ])
    // The short forms mean the one that is left.
    expect((await ada.post('/api/pair/sync')).body).toMatchObject({ connectionId: work.id })
    await allEnd()
  })

  it('keeps its data on request, to be deleted later', async () => {
    expect((await ada.delete(path(home))).status).toBe(204)
    expect(await items()).toHaveLength(4)
    expect((await ada.get(path(home))).body.status).toBe('disconnected')
    // The other is connected still, and the data of all is not meant.
    expect(await ada.delete(path(home))).toMatchObject({
      status: 409,
      body: {
        detail: `This connection to Pair is already disconnected. To delete its data, use DELETE ${path(home)}?data=delete.`,
      },
    })
    expect((await ada.delete(`${path(home)}?data=delete`)).status).toBe(204)
    expect(await items()).toEqual(['both', 'work-1'])
  })
})
