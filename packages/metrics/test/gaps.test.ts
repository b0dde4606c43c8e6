import { MAX_GAP_ATTEMPTS } from '@tributary/jobs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { measurementSink } from '../src/record-sinks.ts'
import type { MetricsTables } from '../src/tables.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

const WEEK = { startDate: '2025-02-01', endDate: '2025-02-07' }

describe('gaps', () => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics()
  })
  afterAll(() => server.stop())
  afterEach(async () => {
    const db = server.database.tables<MetricsTables>()
    await db.deleteFrom('daily_metric_values').execute()
    await db.deleteFrom('metric_coverage').execute()
  })
  const covers = (startDate: string, endDate = startDate) => ({ covers: { startDate, endDate } })
  const gaps = async (streams?: readonly string[]) =>
    (await server.ada.gaps(WEEK, streams)).map(({ stream, date, attempts, code }) => [
      stream,
      date.slice(8),
      attempts,
      code,
    ])

  test('a stream that has never reported coverage has no gaps, since it may never report it', async () => {
    expect(await gaps()).toEqual([])
  })

  test('are the dates of the range without coverage, and failed ones, newest first', async () => {
    const { ada } = server
    await ada.deliver([], covers('2025-02-03', '2025-02-05'))
    await ada.fail({ startDate: '2025-02-06', endDate: '2025-02-06' })
    await ada.deliver([], { ...covers('2025-02-01', '2025-02-07'), stream: 'sleep' })
    expect(await gaps(['daily-activity', 'sleep'])).toEqual([
      ['daily-activity', '07', 0, null],
      ['daily-activity', '06', 0, 'upstream'],
      ['daily-activity', '02', 0, null],
      ['daily-activity', '01', 0, null],
    ])
    expect(await server.bob.gaps(WEEK)).toEqual([])
  })

  test('include failed dates before the range, but not dates never requested', async () => {
    await server.ada.fail({ startDate: '2019-05-05', endDate: '2019-05-05' })
    await server.ada.deliver([], covers('2025-02-01', '2025-02-07'))
    expect(await server.ada.gaps(WEEK)).toMatchObject([{ date: '2019-05-05' }])
  })

  test('count the back-fills without result, and no syncs', async () => {
    const day = { startDate: '2025-02-07', endDate: '2025-02-07' }
    const { ada } = server
    for (const kind of ['sync', 'backfill', 'sync', 'backfill'] as const) await ada.fail(day, { kind })
    const [gap] = await ada.gaps(day)
    expect(gap).toMatchObject({ attempts: 2, code: 'upstream', triedAt: expect.any(Date) as Date })
    await ada.deliver([], covers('2025-02-07'))
    expect(await ada.gaps(day)).toEqual([])
    // A delivered date has no back-fills without result.
    const rows = await server.database
      .tables<MetricsTables>()
      .selectFrom('metric_coverage')
      .selectAll()
      .execute()
    expect(rows).toMatchObject([{ covered: true, attempts: 0, tried_at: null }])
  })

  test('that a back-fill has read but that were not delivered count as attempts as well', async () => {
    const { ada } = server
    await ada.end(WEEK)
    expect(await gaps()).toEqual([])
    await ada.deliver([], covers('2025-02-01', '2025-02-06'))
    await ada.end(WEEK)
    expect(await gaps()).toEqual([['daily-activity', '07', 1, 'not_delivered']])
  })

  test('remain next to delivered dates', async () => {
    const { ada } = server
    await ada.fail({ startDate: '2025-02-04', endDate: '2025-02-05' }, { kind: 'backfill' })
    await ada.deliver([], covers('2025-02-03'))
    expect(await ada.gaps({ startDate: '2025-02-03', endDate: '2025-02-05' })).toMatchObject([
      { date: '2025-02-05', attempts: 1 },
      { date: '2025-02-04', attempts: 1 },
    ])
  })

  test('that are given up are shown in the coverage', async () => {
    const { ada } = server
    for (let attempt = 0; attempt < MAX_GAP_ATTEMPTS; attempt += 1)
      await ada.fail(WEEK, { kind: 'backfill', code: 'invalid_data', message: 'Refused.' })
    const reply = await ada.get(
      '/api/metrics/coverage?integration=bracelet&stream=daily-activity&from=2025-02-01&to=2025-02-07',
    )
    expect(reply.json<{ streams: { ranges: object[] }[] }>().streams[0]?.ranges).toMatchObject([
      {
        state: 'failed',
        code: 'invalid_data',
        message:
          'Refused. It was requested 8 times and is no longer retried automatically: sync these dates to retry.',
      },
    ])
  })

  test('exist for measurements too, if their stream reports coverage', async () => {
    const { ada } = server
    const batch = {
      userId: ada.id,
      integration: 'bracelet',
      connectionId: null,
      stream: { id: 'heart-rate' },
      records: [],
    }
    const write = measurementSink.prepare({
      ...batch,
      covers: { startDate: '2025-02-01', endDate: '2025-02-06' },
    } as never)
    await server.database.transaction<MetricsTables, unknown>(write)
    expect(await gaps(['heart-rate'])).toEqual([['heart-rate', '07', 0, null]])
  })
})

describe('a value that a stream withdraws', () => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics()
  })
  afterAll(() => server.stop())

  test('is deleted, and only that value of that integration and user', async () => {
    const { ada, bob } = server
    const steps = (date: string) => ({ field: 'steps', date, value: 5 })
    for (const person of [ada, bob]) await person.deliver([steps('2025-02-01'), steps('2025-02-02')])
    await ada.put('/api/metrics/values/bracelet.steps/2025-02-02', { value: 7 })
    await ada.deliver([], { withdrawn: [{ field: 'steps', date: '2025-02-02' }] })
    const rows = await server.database
      .tables<MetricsTables>()
      .selectFrom('daily_metric_values')
      .select(['user_id', 'date', 'source'])
      .orderBy('date')
      .execute()
    const ofAda = rows.filter(({ user_id: id }) => id === ada.id)
    expect(ofAda.map(({ date, source }) => [date, source])).toEqual([
      ['2025-02-01', 'bracelet'],
      ['2025-02-02', 'manual'],
    ])
    expect(rows).toHaveLength(4)
  })
})
