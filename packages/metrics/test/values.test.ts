import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scriptedBracelet } from './bracelet.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

describe('daily values', () => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics({
      integrations: [scriptedBracelet('bracelet'), scriptedBracelet('ring')],
    })
    const { ada } = server
    await ada.deliver(
      Array.from({ length: 14 }, (_, day) => ({
        field: 'steps',
        // From Monday, 2025-03-24.
        date: day < 8 ? `2025-03-${24 + day}` : `2025-04-0${day - 7}`,
        value: 1000 * (day + 1),
      })),
    )
    await ada.deliver(
      [
        { field: 'bedTime', date: '2025-03-24', value: '23:40' },
        { field: 'bedTime', date: '2025-03-25', value: '00:20' },
        { field: 'sleepLength', date: '2025-03-24', value: 400 },
        { field: 'sleepLength', date: '2025-03-25', value: 440 },
      ],
      { stream: 'sleep' },
    )
  })
  afterAll(() => server.stop())

  interface Point {
    readonly period: string
    readonly value: unknown
  }
  const read = async (query: string, person = server.ada) => {
    const reply = await person.get(`/api/metrics/values?${query}`)
    expect(reply.statusCode, reply.body).toBe(200)
    return reply.json<{ series: { metric: string; function: string; points: Point[] }[] }>()
  }
  const points = async (query: string) =>
    (await read(query)).series[0]?.points.map(({ period, value }) => [period, value])
  const problem = async (query: string) => (await server.ada.get(`/api/metrics/values?${query}`)).json()

  test('are read by day, in order, with their origin', async () => {
    const { series } = await read('metric=bracelet.steps&from=2025-03-25&to=2025-03-26')
    expect(series).toEqual([
      {
        metric: 'bracelet.steps',
        label: 'Steps',
        unit: 'steps',
        type: 'number',
        function: 'sum',
        points: [
          {
            period: '2025-03-25',
            from: '2025-03-25',
            to: '2025-03-25',
            value: 2000,
            dayCount: 1,
            integrations: ['bracelet'],
          },
          {
            period: '2025-03-26',
            from: '2025-03-26',
            to: '2025-03-26',
            value: 3000,
            dayCount: 1,
            integrations: ['bracelet'],
          },
        ],
      },
    ])
  })

  test('are aggregated by ISO week and month, each metric by its own function', async () => {
    expect(await points('metric=bracelet.steps&from=2025-03-01&to=2025-04-30&aggregate=week')).toEqual([
      ['2025-W13', 28_000],
      ['2025-W14', 77_000],
    ])
    expect(await points('metric=bracelet.steps&from=2025-03-01&to=2025-04-30&aggregate=month')).toEqual([
      ['2025-03', 36_000],
      ['2025-04', 69_000],
    ])
    const { series } = await read(
      'metric=bracelet.bedTime&metric=bracelet.sleepLength&from=2025-03-01&to=2025-03-31&aggregate=month',
    )
    expect(series.map(({ function: name, points: [point] }) => [name, point?.value])).toEqual([
      ['avg', '00:00'],
      ['avg', 420],
    ])
  })

  test('a week at the edge of the range includes only its days within', async () => {
    const { series } = await read(
      'metric=bracelet.steps&from=2025-03-26&to=2025-04-02&aggregate=week&function=count',
    )
    expect(series[0]?.points).toMatchObject([
      { period: '2025-W13', from: '2025-03-26', to: '2025-03-30', value: 5, dayCount: 5 },
      { period: '2025-W14', from: '2025-03-31', to: '2025-04-02', value: 3, dayCount: 3 },
    ])
  })

  test.each([
    ['avg', 4000],
    ['sum', 28_000],
    ['min', 1000],
    ['max', 7000],
    ['last', 7000],
    ['count', 7],
  ])('the %s of a week is %d', async (name, value) => {
    expect(
      await points(`metric=bracelet.steps&from=2025-03-24&to=2025-03-30&aggregate=week&function=${name}`),
    ).toEqual([['2025-W13', value]])
  })

  test('one entered by hand takes precedence over the delivered one, until it is deleted', async () => {
    const { ada } = server
    const path = '/api/metrics/values/bracelet.steps/2025-03-24'
    const day = 'metric=bracelet.steps&from=2025-03-24&to=2025-03-24'
    expect((await ada.put(path, { value: 5 })).json()).toEqual({
      metric: 'bracelet.steps',
      date: '2025-03-24',
      value: 5,
    })
    expect((await ada.put(path, { value: 7 })).statusCode).toBe(200)
    expect(await points(day)).toEqual([['2025-03-24', 7]])
    expect(await points(`${day}&integration=bracelet`)).toEqual([['2025-03-24', 1000]])
    expect((await ada.delete(path)).statusCode).toBe(204)
    expect((await ada.delete(path)).statusCode).toBe(204)
    expect(await points(day)).toEqual([['2025-03-24', 1000]])
  })

  test('days are entered and deleted together, all or none', async () => {
    const { ada } = server
    const metric = 'ring.note'
    const set = (values: object[]) => ada.patch('/api/metrics/values', { values })
    const all = () => points(`metric=${metric}&from=2025-05-01&to=2025-05-31`)
    expect(
      (
        await set([
          { metric, date: '2025-05-01', value: 'one' },
          { metric, date: '2025-05-02', value: 'two' },
          { metric, date: '2025-05-02', value: 'two again' },
        ])
      ).json(),
    ).toEqual({ setCount: 2, clearedCount: 0 })
    const refused = await set([
      { metric, date: '2025-05-03', value: 'three' },
      { metric, date: '2025-05-04', value: 4 },
      { metric, date: '2025-05-05', value: true },
    ])
    expect(refused.json()).toMatchObject({
      status: 400,
      code: 'METRICS_BAD_VALUE',
      errors: [{ path: '/values/1/value' }, { path: '/values/2/value' }],
    })
    const misspelt = await set([
      { metric: 'ring.not', date: '2025-05-03', value: 'three' },
      { metric: 'nothing', date: '2025-05-03', value: null },
    ])
    expect(misspelt.json()).toMatchObject({
      status: 400,
      code: 'METRICS_UNKNOWN_METRIC',
      errors: [
        { path: '/values/0/metric', message: expect.stringContaining('"ring.note"') },
        { path: '/values/1/metric' },
      ],
    })
    expect(await all()).toEqual([
      ['2025-05-01', 'one'],
      ['2025-05-02', 'two again'],
    ])
    const mixed = [
      { metric, date: '2025-05-01', value: null },
      { metric, date: '2025-05-03', value: '' },
    ]
    expect((await set(mixed)).json()).toEqual({ setCount: 1, clearedCount: 1 })
    expect(await all()).toEqual([
      ['2025-05-02', 'two again'],
      ['2025-05-03', ''],
    ])
  })

  test.each([
    ['bracelet.steps', '5', 'a finite number'],
    ['bracelet.steps', true, 'a finite number'],
    ['bracelet.bedTime', '24:00', 'a time of day, HH:MM'],
    ['bracelet.worn', 1, 'true or false'],
  ])('%s cannot be %j', async (metric, value, expected) => {
    const reply = await server.ada.put(`/api/metrics/values/${metric}/2025-06-01`, { value })
    expect(reply.json()).toMatchObject({
      status: 400,
      code: 'METRICS_BAD_VALUE',
      detail: expect.stringContaining(`must be ${expected}`),
    })
  })

  test('an entered value is read alone, and not found without one', async () => {
    const { ada, bob } = server
    const path = '/api/metrics/values/bracelet.steps/2025-03-25'
    const missing = { status: 404, code: 'METRICS_VALUE_NOT_FOUND' }
    expect((await ada.get(path)).json()).toMatchObject(missing)
    const put = (await ada.put(path, { value: 7 })).json<object>()
    expect(put).toEqual({ metric: 'bracelet.steps', date: '2025-03-25', value: 7 })
    expect((await ada.get(path)).json()).toEqual(put)
    expect((await bob.get(path)).json()).toMatchObject(missing)
    await ada.delete(path)
    expect((await ada.get(path)).json()).toMatchObject(missing)
    expect((await ada.get('/api/metrics/values/bracelet.step/2025-03-25')).json()).toMatchObject({
      status: 404,
      code: 'METRICS_METRIC_NOT_FOUND',
    })
  })

  test('an unavailable metric can be entered by hand', async () => {
    const path = '/api/metrics/values/bracelet.cardioLoad/2025-06-01'
    expect((await server.ada.put(path, { value: 31 })).statusCode).toBe(200)
    expect(await points('metric=bracelet.cardioLoad&from=2025-06-01&to=2025-06-01')).toEqual([
      ['2025-06-01', 31],
    ])
  })

  test('an unknown metric is refused with similar names', async () => {
    expect(await problem('metric=bracelet.step&from=2025-03-01&to=2025-03-02')).toMatchObject({
      status: 400,
      code: 'METRICS_UNKNOWN_METRIC',
      detail: expect.stringContaining('Did you mean "bracelet.steps" or "ring.steps"?'),
      suggestions: ['bracelet.steps', 'ring.steps'],
    })
    const reply = await server.ada.put('/api/metrics/values/steps/2025-03-01', { value: 1 })
    expect(reply.json()).toMatchObject({
      status: 404,
      code: 'METRICS_METRIC_NOT_FOUND',
      suggestions: ['bracelet.steps', 'ring.steps'],
    })
    // Not the steps of an integration, whose value it would become.
    expect(
      (await server.ada.put('/api/metrics/values/manual.steps/2025-03-01', { value: 1 })).json(),
    ).toMatchObject({
      status: 404,
      detail: expect.stringContaining('POST /api/metrics/templates'),
      suggestions: [],
    })
    expect(
      (
        await server.ada.patch('/api/metrics/values', {
          values: [{ metric: 'manual.steps', date: '2025-03-01', value: 1 }],
        })
      ).json(),
    ).toMatchObject({ detail: expect.stringContaining('POST /api/metrics/templates'), suggestions: [] })
    expect(await problem('metric=bracelet.step&metric=ring.not&from=2025-03-01&to=2025-03-02')).toMatchObject(
      {
        errors: [
          { in: 'querystring', path: '/metric/0' },
          { in: 'querystring', path: '/metric/1' },
        ],
      },
    )
  })

  test.each([
    ['metric=bracelet.steps&from=2025-03-02&to=2025-03-01', 'KERNEL_BAD_RANGE'],
    ['metric=bracelet.steps&from=1900-01-01&to=2025-03-01', 'KERNEL_BAD_RANGE'],
    ['metric=bracelet.bedTime&from=2025-03-01&to=2025-03-02&function=sum', 'METRICS_BAD_FUNCTION'],
    ['metric=bracelet.note&from=2025-03-01&to=2025-03-02&function=avg', 'METRICS_BAD_FUNCTION'],
    ['metric=bracelet.steps&from=2025-02-30&to=2025-03-01', 'KERNEL_VALIDATION'],
    ['metric=bracelet.steps&from=0000-01-01&to=0000-01-02', 'KERNEL_VALIDATION'],
    ['metric=bracelet.steps&to=2025-03-01', 'KERNEL_VALIDATION'],
    ['metric=bracelet.steps&from=2025-03-01&to=2025-03-02&aggregate=year', 'KERNEL_VALIDATION'],
    ['metric=bracelet.steps&from=2025-03-01&to=2025-03-02&function=median', 'KERNEL_VALIDATION'],
    ['metric=bracelet.steps&from=2025-03-01&to=2025-03-02&integration=bracelt', 'KERNEL_UNKNOWN_VALUE'],
    [
      `metric=bracelet.steps&from=2025-03-01&to=2025-03-02&connectionId=${crypto.randomUUID()}`,
      'KERNEL_UNKNOWN_VALUE',
    ],
    ['from=2025-03-01&to=2025-03-02', 'KERNEL_VALIDATION'],
    ['metric=a%00b&from=2025-03-01&to=2025-03-02', 'KERNEL_VALIDATION'],
    ['metric=__proto__&from=2025-03-01&to=2025-03-02', 'METRICS_UNKNOWN_METRIC'],
  ])('the query %s is refused', async (query, code) => {
    expect(await problem(query)).toMatchObject({ status: 400, code })
  })

  test.each([
    ['/api/metrics/values/bracelet.steps/2025-02-30', { value: 1 }, 'KERNEL_VALIDATION'],
    ['/api/metrics/values/bracelet.steps/0000-01-01', { value: 1 }, 'KERNEL_VALIDATION'],
    ['/api/metrics/values/bracelet.steps/2025-02-01', { value: null }, 'KERNEL_VALIDATION'],
    ['/api/metrics/values/bracelet.steps/2025-02-01', {}, 'KERNEL_VALIDATION'],
    ['/api/metrics/values/bracelet.note/2025-02-01', { value: 'a\0b' }, 'KERNEL_VALIDATION'],
    ['/api/metrics/values', { values: [] }, 'KERNEL_VALIDATION'],
    [
      '/api/metrics/values',
      { values: [{ metric: 'bracelet.steps', date: 'x', value: 1 }] },
      'KERNEL_VALIDATION',
    ],
    [
      '/api/metrics/values',
      { values: [{ metric: 'bracelet.steps', date: '2025-01-01', value: 1, note: 'x' }] },
      'KERNEL_VALIDATION',
    ],
  ])('%s refuses %j', async (path, body, code) => {
    const { ada } = server
    const reply = path === '/api/metrics/values' ? ada.patch(path, body) : ada.put(path, body)
    expect((await reply).json()).toMatchObject({ status: 400, code })
  })

  test('can be read and changed only by their user', async () => {
    const { bob } = server
    expect(
      (await read('metric=bracelet.steps&from=2025-03-01&to=2025-03-31', bob)).series[0]?.points,
    ).toEqual([])
    await bob.delete('/api/metrics/values/ring.note/2025-05-02')
    expect(await points('metric=ring.note&from=2025-05-02&to=2025-05-02')).toHaveLength(1)
    expect((await bob.get('/api/metrics/export')).body).toBe('')
  })

  test('values of a removed integration can still be found and read', async () => {
    const { ada } = server
    await ada.deliver([{ field: 'steps', date: '2025-03-24', value: 9 }], { integration: 'lost' })
    expect(await points('metric=lost.steps&from=2025-03-24&to=2025-03-24')).toEqual([['2025-03-24', 9]])
    const { items } = (await ada.get('/api/metrics/catalogue?integration=lost')).json<{ items: unknown[] }>()
    expect(items).toMatchObject([
      { metric: 'lost.steps', unit: 'steps', type: 'number', available: false, hasValues: true },
    ])
  })
})
