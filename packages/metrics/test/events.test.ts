import { setTimeout as sleep } from 'node:timers/promises'
import { type ImportJob } from '@tributary/integration-host'
import {
  dailyMetricStream,
  defineIntegration,
  eventStream,
  noAuth,
  type Page,
  type SyncContext,
} from '@tributary/integration-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

/** The pages of the next sync. */
let pages: readonly Partial<Page<unknown>>[] = []

const workouts = eventStream({
  id: 'workouts',
  displayName: 'Workouts',
  types: { ride: { label: 'Ride' }, 'check-in': { label: 'Check-in' } },
  fields: {
    distance: { label: 'Distance', unit: 'km', type: 'number' },
    indoors: { label: 'Indoors', type: 'boolean' },
  },
  async *sync({ cursor: _cursor }: SyncContext) {
    for (const page of pages) yield { cursor: null, records: [], ...page } as Page<never>
  },
})

const daily = dailyMetricStream({
  id: 'daily',
  displayName: 'Daily',
  fields: { steps: { label: 'Steps', type: 'number' } },
  async *sync() {
    yield { records: [{ field: 'steps', date: '2026-11-01', value: 7 }], cursor: null }
  },
})

const term = {
  forbids: 'combination' as const,
  sentence: 'Trails forbids to combine its data with other data.',
  source: 'https://trails.example/terms',
  checkedOn: '2026-11-02',
}

const trails = defineIntegration({
  name: 'trails',
  displayName: 'Trails',
  version: '1.0.0',
  description: 'For tests.',
  auth: noAuth,
  facts: { terms: [term] },
  streams: [workouts, daily],
})

const ride = (externalId: string, more: object = {}) => ({
  externalId,
  type: 'ride',
  title: `Ride ${externalId}`,
  startedAt: '2026-11-01T23:30:00-08:00',
  endedAt: '2026-11-02T00:45:00-08:00',
  date: '2026-11-01',
  values: { distance: 31.5, indoors: false },
  raw: { id: externalId, note: 'a\u0000b' },
  ...more,
})

describe('events', () => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics({ integrations: [trails], worker: true })
  })
  afterAll(() => server.stop())

  const sync = async (...next: typeof pages): Promise<ImportJob> => {
    pages = next
    const queued = await server.ada.post('/api/trails/sync', {
      from: '2026-11-01',
      to: '2026-11-07',
    })
    const until = performance.now() + 20_000
    for (;;) {
      const job = (await server.ada.get(`/api/jobs/${queued.json<ImportJob>().id}`)).json<ImportJob>()
      if (['succeeded', 'partial', 'failed'].includes(job.status)) return job
      if (performance.now() > until) throw new Error(`the job is ${job.status}`)
      await sleep(20)
    }
  }
  interface Listed {
    readonly id: string
    readonly externalId: string
  }
  const list = async (query = '', person = server.ada) =>
    (await person.get(`/api/metrics/events?${query}`)).json<{ items: Listed[]; nextCursor: string | null }>()
  const idsOf = ({ items }: { items: Listed[] }) => items.map(({ externalId }) => externalId)

  test('are written, updated on a change, otherwise unchanged, and removed', async () => {
    const { endedAt: _endedAt, ...open } = ride('c', {
      type: 'check-in',
      startedAt: '2026-11-03T10:00:00Z',
      date: '2026-11-03',
    })
    const all = [
      ride('a'),
      ride('b', { startedAt: '2026-11-02T05:00:00Z', endedAt: '2026-11-02T06:00:00Z', date: '2026-11-02' }),
      open,
    ]
    expect(await sync({ records: all })).toMatchObject({ status: 'succeeded', inserted: 4 })
    expect(await sync({ records: all })).toMatchObject({ inserted: 0, updated: 0, unchanged: 4 })
    expect(await sync({ records: [ride('a', { title: 'Home' })] })).toMatchObject({ updated: 1 })
    const { items } = await list()
    expect(items).toMatchObject([
      { externalId: 'c', type: 'check-in', endedAt: null },
      { externalId: 'a', title: 'Home' },
      { externalId: 'b' },
    ])
    expect(items[1]).toEqual({
      id: expect.stringMatching(/^\d+$/),
      integration: 'trails',
      stream: 'workouts',
      connectionId: null,
      externalId: 'a',
      type: 'ride',
      title: 'Home',
      startedAt: '2026-11-02T07:30:00.000Z',
      endedAt: '2026-11-02T08:45:00.000Z',
      date: '2026-11-01',
      values: { distance: 31.5, indoors: false },
      updatedAt: expect.any(String),
    })
    expect(await sync({ removed: ['b', 'unknown'] })).toMatchObject({ status: 'succeeded', fetched: 1 })
    expect(idsOf(await list())).toEqual(['c', 'a'])
  })

  test('are narrowed by type, integration, dates and page, and are not shown to other users', async () => {
    expect(idsOf(await list('type=ride'))).toEqual(['a'])
    expect(idsOf(await list('from=2026-11-02&to=2026-11-03'))).toEqual(['c'])
    expect(idsOf(await list('integration=trails&order=asc'))).toEqual(['a', 'c'])
    const first = await list('limit=1')
    expect(idsOf(first)).toEqual(['c'])
    expect(idsOf(await list(`limit=1&cursor=${first.nextCursor}`))).toEqual(['a'])
    expect(idsOf(await list('', server.bob))).toEqual([])
    const other = await server.ada.get(`/api/metrics/events?type=ride&cursor=${first.nextCursor}`)
    expect(other.json()).toMatchObject({ status: 400, code: 'DATABASE_BAD_CURSOR' })
    const { id } = first.items[0] as Listed
    expect((await server.ada.get(`/api/metrics/events/${id}`)).json()).toMatchObject({
      externalId: 'c',
      raw: { id: 'c', note: 'a\u0000b' },
    })
    expect((await server.bob.get(`/api/metrics/events/${id}`)).json()).toMatchObject({
      status: 404,
      code: 'METRICS_EVENT_NOT_FOUND',
    })
  })

  test('are in the catalogue, and in an export as JSON Lines and CSV', async () => {
    const { items } = (await server.ada.get('/api/metrics/events/catalogue')).json<{ items: unknown[] }>()
    const had = { count: 1, firstDate: '2026-11-03', lastDate: '2026-11-03' }
    expect(items).toMatchObject([
      { integration: 'trails', type: 'check-in', label: 'Check-in', stream: 'workouts', ...had },
      {
        type: 'ride',
        label: 'Ride',
        values: { distance: { label: 'Distance', unit: 'km', type: 'number' } },
      },
    ])
    const lines = (await server.ada.get('/api/metrics/events/export?type=ride&integration=trails')).body
      .trim()
      .split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { externalId: 'a', title: 'Home' },
    ])
    const csv = (
      await server.ada.get('/api/metrics/events/export?format=csv&type=ride&integration=trails')
    ).body.split('\r\n')
    expect(csv[0]).toBe(
      'date,startedAt,endedAt,type,title,integration,stream,connectionId,externalId,values,updatedAt',
    )
    expect(csv[1]).toContain(
      '2026-11-01,2026-11-02T07:30:00.000Z,2026-11-02T08:45:00.000Z,ride,Home,trails,workouts,,a,"{""',
    )
  })

  test.each([
    ['type=rid', 'KERNEL_UNKNOWN_VALUE', 'Did you mean "ride"?'],
    ['integration=trail', 'KERNEL_UNKNOWN_VALUE', 'Did you mean "trails"?'],
    [`connectionId=${crypto.randomUUID()}`, 'KERNEL_UNKNOWN_VALUE', 'does not exist here'],
    ['from=2026-11-02&to=2026-11-01', 'KERNEL_BAD_RANGE', 'is after'],
    ['source=trails', 'KERNEL_VALIDATION', 'source'],
  ])('are refused for the query %s, and so is their export', async (query, code, detail) => {
    for (const path of ['events', 'events/export'])
      expect((await server.ada.get(`/api/metrics/${path}?${query}`)).json()).toMatchObject({
        status: 400,
        code,
        detail: expect.stringContaining(detail),
      })
  })

  test('are omitted from an export of all data if the terms forbid combining them, and so are values', async () => {
    await sync({})
    const ask = (path: string) => server.ada.get(path)
    const all = await ask('/api/metrics/events/export')
    expect(all.body).toBe('')
    expect(all.headers['tributary-left-out']).toBe('trails')
    const values = await ask('/api/metrics/export')
    expect(values.body).toBe('')
    expect(values.headers['tributary-left-out']).toBe('trails')
    const alone = await ask('/api/metrics/export?metric=trails.steps')
    expect(alone.body).toContain('trails.steps')
    expect(alone.headers['tributary-left-out']).toBeUndefined()
    const entries = [{ kind: 'manual', label: 'Mood', type: 'number' }]
    await server.ada.post('/api/metrics/templates', { name: 'Mine', entries })
    expect((await ask('/api/metrics/export?metric=trails.steps&metric=manual.mood')).body).toBe('')
    const described = (await ask('/api/trails')).json<{ terms: unknown; notes: readonly string[] }>()
    const { source: citation, ...rest } = term
    expect(described.terms).toEqual([{ ...rest, citation }])
    expect(described.notes).toEqual([
      'Trails forbids to combine its data with other data. (https://trails.example/terms, checked on 2026-11-02)',
    ])
  })

  test.each<readonly [object, string]>([
    [{ type: 'swim' }, 'type must be equal to one of the allowed values'],
    [{ date: '2026-02-30' }, 'is of 2026-02-30, which is not a valid date'],
    [{ endedAt: '2026-10-01T00:00:00Z' }, 'ends before it starts'],
    [{ values: { distance: 'far' } }, 'has a value of distance that is not a finite number'],
    [
      { values: { length: 1 } },
      'has the value "length", which the stream does not declare: there are distance, indoors',
    ],
    [{ startsAt: 1 }, 'startsAt is not a property of this stream: is it "startedAt"?'],
    [{ title: 'a\u0000b' }, 'The database cannot store it'],
  ])('that are invalid are rejected alone: %j', async (wrong, reason) => {
    const job = await sync({ records: [ride('bad', wrong), ride('a', { title: 'Home' })] })
    expect(job).toMatchObject({ status: 'partial', rejected: 1, unchanged: 2 })
    const { items } = (await server.ada.get(`/api/jobs/${job.id}/rejected`)).json<{
      items: { reason: string }[]
    }>()
    expect(items[0]?.reason).toContain(reason)
  })

  test('report which days they cover, and are deleted with their origin', async () => {
    const long = {
      startedAt: '2025-11-01T23:30:00-08:00',
      endedAt: '2025-11-02T00:45:00-08:00',
      date: '2025-11-01',
    }
    await sync({
      records: [ride('covered', long)],
      covers: { startDate: '2025-11-01', endDate: '2025-11-05' },
    })
    const coverage = await server.ada.get(
      '/api/metrics/coverage?integration=trails&stream=workouts&from=2025-11-01&to=2025-11-06',
    )
    const range = (day: number, to: number, state: string) => ({
      from: `2025-11-0${day}`,
      to: `2025-11-0${to}`,
      state,
    })
    expect(coverage.json()).toMatchObject({
      streams: [{ ranges: [range(1, 1, 'covered'), range(2, 5, 'empty'), range(6, 6, 'missing')] }],
    })
    expect((await server.ada.delete('/api/trails?data=delete')).statusCode).toBeLessThan(300)
    expect(idsOf(await list())).toEqual([])
  })
})
