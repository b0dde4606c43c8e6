import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { csvCell } from '../src/export-values.ts'
import type { DailyMetricsView, MetricsTables } from '../src/tables.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

describe('reading metrics', () => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics()
  })
  afterAll(() => server.stop())
  afterEach(async () => {
    await tables().deleteFrom('daily_metric_values').execute()
    await tables().deleteFrom('measurements').execute()
  })

  const tables = () => server.database.tables<MetricsTables>()
  const beat = (number: number, measuredAt: string, metric = 'heartRate') => ({
    externalId: `beat-${number}`,
    metric,
    measuredAt,
    value: 60 + number,
    unit: 'bpm',
  })

  describe('measurements', () => {
    interface Item {
      readonly externalId: string
    }
    const list = async (query: string, person = server.ada) => {
      const reply = await person.get(`/api/metrics/measurements?${query}`)
      expect(reply.statusCode, reply.body).toBe(200)
      return reply.json<{ items: Item[]; nextCursor: string | null }>()
    }
    const ids = async (query: string) => (await list(query)).items.map(({ externalId }) => externalId)

    test('are listed newest first, in pages of any size, also if many have the same instant', async () => {
      const at = (n: number) => `2025-02-01T10:00:0${Math.floor(n / 5)}.123456Z`
      await server.ada.measure(Array.from({ length: 23 }, (_, n) => beat(n, at(n))))
      const whole = await ids('limit=500')
      expect(new Set(whole).size).toBe(23)
      const seen: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page = await list(`limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`)
        seen.push(...page.items.map(({ externalId }) => externalId))
        cursor = page.nextCursor
      }
      expect(seen).toEqual(whole)
    })

    test('contain the measured values', async () => {
      await server.ada.measure([beat(1, '2025-02-01T10:00:00+01:00')])
      expect((await list('')).items).toEqual([
        {
          id: expect.stringMatching(/^\d+$/),
          metric: 'bracelet.heartRate',
          integration: 'bracelet',
          connectionId: null,
          externalId: 'beat-1',
          measuredAt: '2025-02-01T09:00:00.000Z',
          value: 61,
          unit: 'bpm',
          summary: null,
          updatedAt: expect.any(String),
        },
      ])
    })

    test('are narrowed by metric, integration and time: from the first instant, inclusive, to the second, exclusive', async () => {
      await server.ada.measure([
        beat(1, '2025-02-01T10:00:00Z'),
        beat(2, '2025-02-01T11:00:00Z'),
        beat(3, '2025-02-01T12:00:00Z', 'bracelet.weight'),
      ])
      await server.ada.measure([beat(4, '2025-02-01T11:30:00Z')], 'ring')
      expect(await ids('fromTime=2025-02-01T11:00:00Z&toTime=2025-02-01T12:00:00Z')).toEqual([
        'beat-4',
        'beat-2',
      ])
      expect(await ids('fromTime=2025-02-01T12:00:00%2B01:00&integration=bracelet')).toEqual([
        'beat-3',
        'beat-2',
      ])
      expect(await ids('metric=bracelet.weight')).toEqual(['beat-3'])
      expect(await ids('metric=ring.heartRate')).toEqual(['beat-4'])
      expect((await list('', server.bob)).items).toEqual([])
    })

    test('are listed from a leap second on, and by dates at both ends of the calendar', async () => {
      await server.ada.measure([beat(1, '2016-12-31T23:59:59.900Z'), beat(2, '2017-01-01T00:00:00Z')])
      expect(await ids('fromTime=2016-12-31T23:59:60Z')).toEqual(['beat-2'])
      expect(await ids('toTime=2016-12-31T15:59:60-08:00')).toEqual(['beat-1'])
      const always = 'fromTime=0001-01-01T00:00:00%2B23:59&toTime=9999-12-31T23:59:59-23:59'
      expect(await ids(always)).toEqual(['beat-2', 'beat-1'])
    })

    test.each([
      ['fromTime=2025-02-01', 'KERNEL_VALIDATION'],
      ['fromTime=2025-02-01T11:00:00Z&toTime=2025-02-01T11:00:00Z', 'KERNEL_BAD_RANGE'],
      ['metric=bracelet.heartRat', 'METRICS_UNKNOWN_METRIC'],
      ['integration=bracelt', 'KERNEL_UNKNOWN_VALUE'],
      [`connectionId=${crypto.randomUUID()}`, 'KERNEL_UNKNOWN_VALUE'],
      ['from=2025-02-01', 'KERNEL_VALIDATION'],
      ['limit=501', 'KERNEL_VALIDATION'],
      ['limit=1e999', 'KERNEL_VALIDATION'],
      ['cursor=made-up', 'DATABASE_BAD_CURSOR'],
      ['integration=a%00b', 'KERNEL_VALIDATION'],
      ['fromTime=2025-02-01T10:00:00%2B02', 'KERNEL_VALIDATION'],
    ])('are refused for the query %s', async (query, code) => {
      expect((await server.ada.get(`/api/metrics/measurements?${query}`)).json()).toMatchObject({
        status: 400,
        code,
      })
    })
  })

  describe('the export', () => {
    test('contains every value once, also when it is longer than a page, in both formats', async () => {
      const dates = Array.from({ length: 600 }, (_, day) =>
        new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10),
      )
      await server.ada.deliver(
        dates.flatMap((date, day) => [
          { field: 'steps', date, value: day },
          { field: 'worn', date, value: day % 2 === 0 },
        ]),
      )
      const lines = (await server.ada.get('/api/metrics/export')).body.trimEnd().split('\n')
      const values = lines.map((line) => JSON.parse(line) as { date: string; metric: string; value: unknown })
      expect(values.map(({ date, metric }) => `${date} ${metric}`)).toEqual(
        dates.flatMap((date) => [`${date} bracelet.steps`, `${date} bracelet.worn`]),
      )
      expect(values[3]).toEqual({
        date: '2023-01-02',
        metric: 'bracelet.worn',
        integration: 'bracelet',
        connectionId: null,
        value: false,
        unit: null,
        type: 'boolean',
        updatedAt: expect.any(String),
      })
      expect((await server.ada.get('/api/metrics/export')).headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': 'attachment; filename="tributary-metrics.jsonl"',
      })
      const csv = await server.ada.get('/api/metrics/export?format=csv&metric=bracelet.steps&to=2023-01-31')
      expect(csv.headers).toMatchObject({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="tributary-metrics.csv"',
      })
      const rows = csv.body.trimEnd().split('\r\n')
      expect(rows).toHaveLength(32)
      expect(rows[0]).toBe('date,metric,integration,connectionId,value,unit,type,updatedAt')
      expect(rows[1]).toMatch(/^2023-01-01,bracelet\.steps,bracelet,,0,steps,number,/)
    })

    test('contains entered and delivered values, and disarms formulas', async () => {
      const { ada } = server
      await ada.deliver([{ field: 'note', date: '2025-02-01', value: '=HYPERLINK("x")' }])
      await ada.put('/api/metrics/values/bracelet.note/2025-02-01', { value: 'mine' })
      const rows = (await ada.get('/api/metrics/export?format=csv')).body.split('\r\n').slice(1, 3)
      expect(rows[0]).toContain('2025-02-01,bracelet.note,bracelet,,"\'=HYPERLINK(""x"")",,text,')
      expect(rows[1]).toContain('2025-02-01,bracelet.note,manual,,mine,,text,')
    })

    test.each([
      'format=xlsx',
      'from=2025-02-30',
      'from=2025-03-02&to=2025-03-01',
      'metric=bracelet.step',
      'colour=red',
    ])('is refused for the query %s', async (query) => {
      expect((await server.ada.get(`/api/metrics/export?${query}`)).json()).toMatchObject({ status: 400 })
    })
  })

  test('the view has a row per user and date, with values entered by hand before the first metric in the alphabet', async () => {
    const { ada, bob } = server
    await ada.deliver([
      { field: 'steps', date: '2025-02-01', value: 100 },
      { field: 'restingHeartRate', date: '2025-02-01', value: 61.5 },
      { field: 'steps', date: '2025-02-02', value: 200 },
      { field: 'note', date: '2025-02-03', value: 'no column has it' },
    ])
    await ada.deliver([{ field: 'steps', date: '2025-02-01', value: 111 }], { integration: 'a-ring' })
    await ada.deliver([{ field: 'steps', date: '2025-02-02', value: 222 }], { integration: 'watch' })
    await ada.deliver(
      [
        { field: 'sleepLength', date: '2025-02-01', value: 412 },
        { field: 'bedTime', date: '2025-02-01', value: '23:30' },
        { field: 'wakeUpTime', date: '2025-02-01', value: '06:45' },
      ],
      { stream: 'sleep' },
    )
    await bob.deliver([{ field: 'steps', date: '2025-02-01', value: 7 }])
    const read = (userId: string) =>
      tables().selectFrom('daily_metrics').selectAll().where('user_id', '=', userId).orderBy('date').execute()
    const nothing = Object.fromEntries(Object.keys((await read(ada.id))[0] ?? {}).map((name) => [name, null]))
    expect(await read(ada.id)).toEqual([
      {
        ...nothing,
        user_id: ada.id,
        date: '2025-02-01',
        steps: 111,
        resting_heart_rate: 61.5,
        sleep_length: 412,
        bed_time: '23:30:00',
        wake_up_time: '06:45:00',
      },
      { ...nothing, user_id: ada.id, date: '2025-02-02', steps: 200 },
    ])
    await ada.put('/api/metrics/values/bracelet.steps/2025-02-01', { value: 5 })
    expect((await read(ada.id))[0]?.steps).toBe(5)
    expect((await read(bob.id)).map(({ steps }) => steps)).toEqual([7])
  })

  test('the view has the columns of its type', async () => {
    const columns = {
      user_id: true,
      date: true,
      steps: true,
      sleep_length: true,
      bed_time: true,
      wake_up_time: true,
      resting_heart_rate: true,
      active_zone_minutes: true,
      heart_rate_variability: true,
      vo2_max: true,
      oxygen_saturation: true,
      breathing_rate: true,
      distance: true,
      calories: true,
      weight: true,
      cardio_load: true,
      fitbit_readiness: true,
    } satisfies Record<keyof DailyMetricsView, true>
    const { rows } = await sql<{ column: string }>`
      select column_name as column from information_schema.columns
      where table_name = 'daily_metrics' order by ordinal_position`.execute(tables())
    expect(rows.map(({ column }) => column)).toEqual(Object.keys(columns))
  })
})

test.each([
  [null, ''],
  [12.5, '12.5'],
  [-3, '-3'],
  [true, 'true'],
  ['plain', 'plain'],
  ['with, comma', '"with, comma"'],
  ['a "quote"', '"a ""quote"""'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-2, really', '"\'-2, really"'],
])('the cell of %j is %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell)
})
