import { dailyMetricStream, defineIntegration, noAuth } from '@tributary/integration-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { historyOf } from '../src/metric-history.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

const watch = (name: string, continues?: string) =>
  defineIntegration({
    name,
    displayName: name,
    version: '1.0.0',
    description: 'For tests.',
    auth: noAuth,
    streams: [
      dailyMetricStream({
        id: 'daily',
        displayName: 'Daily',
        fields: {
          steps: { label: 'Steps', unit: 'steps', type: 'number', ...(continues && { continues }) },
        },
        // oxlint-disable-next-line typescript/require-await -- what it delivers is written by the test
        async *sync() {
          yield { records: [], cursor: null }
        },
      }),
    ],
  })

describe('a metric that continues one of another integration', () => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics({ integrations: [watch('watch', 'fit.steps'), watch('fit')] })
    const steps = (...days: readonly [string, number][]) =>
      days.map(([date, value]) => ({ field: 'steps', date, value }))
    // The predecessor delivers first, and has days before, the same days, one between, and one after.
    await server.ada.deliver(
      steps(['2025-03-01', 1], ['2025-03-02', 2], ['2025-03-03', 3], ['2025-03-04', 4], ['2025-03-06', 6]),
      { integration: 'fit', connectionId: null },
    )
    await server.ada.deliver(steps(['2025-03-03', 30], ['2025-03-05', 50]), {
      integration: 'watch',
      connectionId: null,
    })
  })
  afterAll(async () => server.stop())

  const RANGE = 'from=2025-03-01&to=2025-03-31'
  const pointsOf = async (query: string, person = server.ada) => {
    const reply = await person.get(`/api/metrics/values?${query}`)
    expect(reply.statusCode, reply.body).toBe(200)
    const points: { period: string; value: number; integrations: string[] }[] = reply.json().series[0].points
    return points.map(({ period, value, integrations }) => [period.slice(8), value, integrations.join()])
  }

  test('has one series: no day is doubled and none is lost', async () => {
    expect(await pointsOf(`metric=watch.steps&${RANGE}`)).toEqual([
      ['01', 1, 'fit'],
      ['02', 2, 'fit'],
      ['03', 30, 'watch'],
      ['04', 4, 'fit'],
      ['05', 50, 'watch'],
      ['06', 6, 'fit'],
    ])
  })

  test('is counted once in a month', async () => {
    const reply = await server.ada.get(`/api/metrics/values?metric=watch.steps&aggregate=month&${RANGE}`)
    expect(reply.json().series[0].points).toMatchObject([
      { value: 93, dayCount: 6, integrations: ['fit', 'watch'] },
    ])
  })

  test('leaves the other metric, and what one integration has, as they are', async () => {
    expect(await pointsOf(`metric=fit.steps&${RANGE}`)).toHaveLength(5)
    expect(await pointsOf(`metric=watch.steps&integration=watch&${RANGE}`)).toEqual([
      ['03', 30, 'watch'],
      ['05', 50, 'watch'],
    ])
    expect(await pointsOf(`metric=watch.steps&${RANGE}`, server.bob)).toEqual([])
  })

  test('has the first date of the whole history in the catalogue', async () => {
    const { items } = (await server.ada.get('/api/metrics/catalogue?integration=watch')).json()
    expect(items).toMatchObject([
      { continues: 'fit.steps', hasValues: true, firstDate: '2025-03-01', lastDate: '2025-03-06' },
    ])
  })

  test('has it in sparklines', async () => {
    const reply = await server.ada.get(
      '/api/metrics/sparklines?metric=watch.steps&from=2025-03-02&to=2025-03-04',
    )
    expect(reply.json().sparklines[0].points.map(({ value }: { value: number }) => value)).toEqual([2, 30, 4])
  })

  test('explains a day with the values of both', async () => {
    const explain = async (date: string) =>
      (await server.ada.get(`/api/metrics/values/explain?metric=watch.steps&date=${date}`)).json()
    expect(await explain('2025-03-03')).toMatchObject({
      shownBy: 'successor',
      candidates: [
        { integration: 'watch', value: 30, shown: true, stream: 'daily' },
        { integration: 'fit', value: 3, shown: false, stream: 'daily' },
      ],
    })
    expect(await explain('2025-03-01')).toMatchObject({
      shownBy: 'only',
      candidates: [{ integration: 'fit' }],
    })
  })

  test('follows the order of preference of the person, and what they enter by hand', async () => {
    expect(
      (await server.ada.put('/api/metrics/preferences/watch.steps', { order: ['fit', 'watch'] })).statusCode,
    ).toBeLessThan(300)
    expect(await pointsOf(`metric=watch.steps&from=2025-03-03&to=2025-03-03`)).toEqual([['03', 3, 'fit']])
    await server.ada.delete('/api/metrics/preferences/watch.steps')
    await server.ada.put('/api/metrics/values/watch.steps/2025-03-04', { value: 44 })
    expect(await pointsOf(`metric=watch.steps&from=2025-03-03&to=2025-03-04`)).toEqual([
      ['03', 30, 'watch'],
      ['04', 44, 'manual'],
    ])
  })
})

test('a history goes over several metrics, and ends with another unit, an unknown metric or itself', () => {
  const metric = (continues: string | null, unit = 'steps') => ({ type: 'number' as const, unit, continues })
  const known = new Map([
    ['c', metric('b')],
    ['b', metric('a')],
    ['a', metric('gone')],
    ['miles', metric('km', 'mi')],
    ['km', metric(null, 'km')],
    ['one', metric('other')],
    ['other', metric('one')],
  ])
  expect(historyOf('c', known)).toEqual(['c', 'b', 'a'])
  expect(historyOf('miles', known)).toEqual(['miles'])
  expect(historyOf('one', known)).toEqual(['one', 'other'])
  expect(historyOf('unknown', known)).toEqual(['unknown'])
})
