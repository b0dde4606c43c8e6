import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scriptedBracelet } from './bracelet.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

describe('the catalogue', () => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics({
      integrations: [scriptedBracelet('bracelet'), scriptedBracelet('ring')],
    })
    const { ada } = server
    await ada.deliver(
      [
        { field: 'bedTime', date: '2025-03-24', value: '23:40' },
        { field: 'bedTime', date: '2025-03-25', value: '00:20' },
      ],
      { stream: 'sleep' },
    )
    await ada.put('/api/metrics/values/ring.note/2025-05-02', { value: 'x' })
  })
  afterAll(() => server.stop())

  test('contains every declared metric, unavailable ones with the reason, and the dates of the user', async () => {
    interface Item {
      readonly metric: string
    }
    const list = async (query: string) =>
      (await server.ada.get(`/api/metrics/catalogue?${query}`)).json<{ items: Item[] }>().items
    const all = await list('integration=bracelet')
    expect(all.map(({ metric }) => metric)).toEqual([
      'bracelet.bedTime',
      'bracelet.cardioLoad',
      'bracelet.heartRate',
      'bracelet.mood',
      'bracelet.note',
      'bracelet.restingHeartRate',
      'bracelet.sleepLength',
      'bracelet.steps',
      'bracelet.wakeUpTime',
      'bracelet.worn',
    ])
    expect(all[0]).toEqual({
      metric: 'bracelet.bedTime',
      label: 'Bed time',
      unit: null,
      type: 'time',
      kind: 'daily',
      integration: 'bracelet',
      stream: 'sleep',
      available: true,
      reason: null,
      continues: null,
      hasValues: true,
      firstDate: '2025-03-24',
      lastDate: '2025-03-25',
      functions: ['avg', 'min', 'max', 'last', 'count'],
      defaultFunction: 'avg',
    })
    expect(await list('available=false&integration=bracelet')).toMatchObject([
      { metric: 'bracelet.cardioLoad', stream: null, reason: 'The maker keeps it to its own app.' },
    ])
    expect((await list('hasValues=true&integration=ring')).map(({ metric }) => metric)).toEqual(['ring.note'])
  })

  test('contains the declared metrics of measurements, with the dates of the user', async () => {
    const { ada, bob } = server
    const taken = (externalId: string, measuredAt: string) => ({
      externalId,
      measuredAt,
      metric: 'heartRate',
      value: 60,
      unit: 'bpm',
    })
    await ada.measure([taken('a', '2025-02-01T23:30:00-01:00'), taken('b', '2025-03-05T10:00:00Z')])
    const listOf = async (person: typeof ada) =>
      (await person.get('/api/metrics/catalogue?kind=measurement&integration=bracelet')).json<{
        items: unknown[]
      }>().items
    const heartRate = {
      metric: 'bracelet.heartRate',
      label: 'Heart rate',
      unit: 'bpm',
      type: 'number',
      kind: 'measurement',
      integration: 'bracelet',
      stream: 'heart-rate',
      available: true,
      reason: null,
      functions: [],
      defaultFunction: null,
    }
    expect(await listOf(ada)).toMatchObject([
      { ...heartRate, hasValues: true, firstDate: '2025-02-02', lastDate: '2025-03-05' },
      { metric: 'bracelet.mood', unit: null, hasValues: false, firstDate: null },
    ])
    expect(await listOf(bob)).toMatchObject([{ ...heartRate, hasValues: false }, {}])
    expect((await ada.get('/api/metrics/catalogue?integration=bracelt')).json()).toMatchObject({
      status: 400,
      code: 'KERNEL_UNKNOWN_VALUE',
      detail: expect.stringContaining('Did you mean "bracelet"?'),
    })
    // A measured metric has no daily value to request.
    expect(
      (await ada.get('/api/metrics/values?metric=bracelet.heartRate&from=2025-02-01&to=2025-02-01')).json(),
    ).toMatchObject({
      code: 'METRICS_UNKNOWN_METRIC',
    })
  })
})
