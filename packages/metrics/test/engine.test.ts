import { setTimeout as sleep } from 'node:timers/promises'
import { type ImportJob } from '@tributary/integration-host'
import { IntegrationError, type Page } from '@tributary/integration-kit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MetricsTables } from '../src/tables.ts'
import { type Script, scriptedBracelet } from './bracelet.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

const ENDED = new Set(['succeeded', 'partial', 'failed', 'cancelled'])

describe('a sync through the engine', () => {
  const script: Script = {}
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics({ integrations: [scriptedBracelet('bracelet', script)], worker: true })
  })
  afterAll(() => server.stop())
  afterEach(async () => {
    for (const stream of Object.keys(script)) delete script[stream]
    const db = server.database.tables<MetricsTables>()
    await db.deleteFrom('daily_metric_values').execute()
    await db.deleteFrom('measurements').execute()
    await db.deleteFrom('metric_coverage').execute()
  })

  const sync = async (): Promise<ImportJob> => {
    const queued = await server.ada.post('/api/bracelet/sync', {
      from: '2025-02-01',
      to: '2025-02-07',
    })
    expect(queued.statusCode, queued.body).toBe(202)
    const until = performance.now() + 20_000
    for (;;) {
      const job = (await server.ada.get(`/api/jobs/${queued.json<ImportJob>().id}`)).json<ImportJob>()
      if (ENDED.has(job.status)) return job
      if (performance.now() > until) throw new Error(`the job is ${job.status}`)
      await sleep(20)
    }
  }
  /** Any records, including invalid ones. */
  const page = (records: readonly object[], more: Omit<Partial<Page<never>>, 'records'> = {}) =>
    async function* () {
      yield { records: records as never[], cursor: null, ...more }
    }
  const steps = (date: string, value: unknown) => ({ field: 'steps', date, value })
  const covers = { startDate: '2025-02-01', endDate: '2025-02-07' }
  const states = async () =>
    (
      await server.ada.get(
        '/api/metrics/coverage?integration=bracelet&stream=daily-activity&from=2025-02-01&to=2025-02-07',
      )
    )
      .json<{ streams: { ranges: { from: string; to: string; state: string }[] }[] }>()
      .streams[0]?.ranges.map(({ from, to, state }) => [from.slice(8), to.slice(8), state])

  test('writes values, measurements and coverage; a second sync changes nothing', async () => {
    script['daily-activity'] = page([steps('2025-02-01', 10), steps('2025-02-03', 30)], { covers })
    script['heart-rate'] = page([
      { externalId: 'a', metric: 'heartRate', measuredAt: '2025-02-01T10:00:00Z', value: 60, unit: 'bpm' },
    ])
    expect(await sync()).toMatchObject({ status: 'succeeded', fetched: 3, inserted: 3 })
    expect(await states()).toEqual([
      ['01', '01', 'covered'],
      ['02', '02', 'empty'],
      ['03', '03', 'covered'],
      ['04', '07', 'empty'],
    ])
    expect(await sync()).toMatchObject({
      status: 'succeeded',
      fetched: 3,
      inserted: 0,
      updated: 0,
      unchanged: 3,
    })
  })

  test('a page without records marks its days as empty', async () => {
    script['daily-activity'] = page([], { covers })
    expect(await sync()).toMatchObject({ status: 'succeeded', fetched: 0 })
    expect(await states()).toEqual([['01', '07', 'empty']])
  })

  test('values of the wrong type are rejected with the reason, and the others are written', async () => {
    script['daily-activity'] = page(
      [
        steps('2025-02-01', 10),
        steps('2025-02-02', '11'),
        steps('2025-02-30', 12),
        { field: 'worn', date: '2025-02-03', value: 'yes' },
        steps('2025-02-04', 13),
      ],
      { covers },
    )
    const job = await sync()
    expect(job).toMatchObject({ fetched: 5, inserted: 2, rejected: 3 })
    const rejected = (await server.ada.get(`/api/jobs/${job.id}/rejected`)).json<{
      items: { reason: string; raw: unknown }[]
    }>().items
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'The record has a value of steps that is not a finite number.',
      'The record is of 2025-02-30, which is not a valid date.',
      'The record has a value of worn that is not true or false.',
    ])
    expect((await states())?.[0]).toEqual(['01', '01', 'covered'])
  })

  test('a record that only the database refuses is rejected alone, and the page still covers its days', async () => {
    const measured = { metric: 'heartRate', measuredAt: '2025-02-01T10:00:00Z', value: 60, unit: 'bpm' }
    script['heart-rate'] = page([
      { ...measured, externalId: 'good' },
      { ...measured, externalId: 'bad\0one' },
    ])
    script['daily-activity'] = page([steps('2025-02-01', 10)], { covers })
    expect(await sync()).toMatchObject({ fetched: 3, inserted: 2, rejected: 1 })
    const { items } = (await server.ada.get('/api/metrics/measurements')).json<{ items: object[] }>()
    expect(items).toMatchObject([{ externalId: 'good' }])
    expect((await states())?.at(-1)).toEqual(['02', '07', 'empty'])
  })

  test('the days of a stream that cannot be read are failed with the reason, until it can be read', async () => {
    script['daily-activity'] = async function* () {
      yield { records: [], cursor: null, covers: { startDate: '2025-02-01', endDate: '2025-02-02' } }
      throw new IntegrationError('invalid_data', 'The answer was not a list.')
    }
    expect((await sync()).status).toBe('partial')
    expect(await states()).toEqual([
      ['01', '02', 'empty'],
      ['03', '07', 'failed'],
    ])
    script['daily-activity'] = page([steps('2025-02-05', 5)], { covers })
    await sync()
    expect(await states()).toEqual([
      ['01', '04', 'empty'],
      ['05', '05', 'covered'],
      ['06', '07', 'empty'],
    ])
  })
})
