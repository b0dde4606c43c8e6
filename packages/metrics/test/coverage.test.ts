import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MetricsTables } from '../src/tables.ts'
import { type MetricsServer, type Person, startMetrics } from './metrics-server.ts'

describe('coverage', () => {
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

  const steps = (...dates: string[]) => dates.map((date) => ({ field: 'steps', date, value: 100 }))
  const covers = (startDate: string, endDate = startDate) => ({ covers: { startDate, endDate } })
  const ask = async (query: string, person: Person = server.ada) => {
    const reply = await person.get(`/api/metrics/coverage?integration=bracelet&${query}`)
    expect(reply.statusCode, reply.body).toBe(200)
    return reply.json<{ streams: { stream: string; ranges: Record<string, unknown>[] }[] }>().streams
  }
  const week = async (person?: Person) =>
    (await ask('stream=daily-activity&from=2025-02-01&to=2025-02-07', person))[0]?.ranges.map(
      ({ from, to, state, hasValues }) => [from, to, state, hasValues],
    )

  test('dates that were not fetched are missing', async () => {
    expect(await week()).toEqual([['2025-02-01', '2025-02-07', 'missing', false]])
  })

  test('a completely delivered day is covered with a value and empty without', async () => {
    await server.ada.deliver(steps('2025-02-02', '2025-02-03'), covers('2025-02-02', '2025-02-05'))
    expect(await week()).toEqual([
      ['2025-02-01', '2025-02-01', 'missing', false],
      ['2025-02-02', '2025-02-03', 'covered', true],
      ['2025-02-04', '2025-02-05', 'empty', false],
      ['2025-02-06', '2025-02-07', 'missing', false],
    ])
  })

  test('a page without records reports its days as empty', async () => {
    expect(await server.ada.deliver([], covers('2025-02-01', '2025-02-07'))).toEqual({
      inserted: 0,
      updated: 0,
      unchanged: 0,
    })
    expect(await week()).toEqual([['2025-02-01', '2025-02-07', 'empty', false]])
  })

  test('values of an incomplete day are stored, and the day is still missing', async () => {
    await server.ada.deliver(steps('2025-02-01'))
    expect((await week())?.[0]).toEqual(['2025-02-01', '2025-02-01', 'missing', true])
  })

  test('values entered by hand do not cover a day', async () => {
    await server.ada.put('/api/metrics/values/bracelet.steps/2025-02-01', { value: 1 })
    expect(await week()).toEqual([['2025-02-01', '2025-02-07', 'missing', false]])
  })

  test('a failure is shown with its reason, leaves covered days unchanged, and is resolved by a later success', async () => {
    const { ada } = server
    await ada.deliver(steps('2025-02-03'), covers('2025-02-03'))
    await ada.fail({ startDate: '2025-02-02', endDate: '2025-02-05' }, { message: 'It said\0 no.' })
    expect(await ask('stream=daily-activity&from=2025-02-02&to=2025-02-04')).toEqual([
      {
        stream: 'daily-activity',
        connectionId: null,
        displayName: 'Activity',
        ranges: [
          {
            from: '2025-02-02',
            to: '2025-02-02',
            state: 'failed',
            hasValues: false,
            code: 'upstream',
            message: 'It said\uFFFD no.',
            triedAt: expect.stringMatching(/^20.*Z$/),
          },
          {
            from: '2025-02-03',
            to: '2025-02-03',
            state: 'covered',
            hasValues: true,
            code: null,
            message: null,
            triedAt: null,
          },
          {
            from: '2025-02-04',
            to: '2025-02-04',
            state: 'failed',
            hasValues: false,
            code: 'upstream',
            message: 'It said\uFFFD no.',
            triedAt: expect.stringMatching(/^20.*Z$/),
          },
        ],
      },
    ])
    await ada.fail({ startDate: '2025-02-02', endDate: '2025-02-05' }, { code: 'auth_expired' })
    expect((await ask('stream=daily-activity&from=2025-02-02&to=2025-02-02'))[0]?.ranges[0]).toMatchObject({
      code: 'auth_expired',
      message: 'It did not answer.',
    })
    await ada.deliver(steps('2025-02-04'), covers('2025-02-01', '2025-02-05'))
    expect(await week()).toEqual([
      ['2025-02-01', '2025-02-02', 'empty', false],
      ['2025-02-03', '2025-02-04', 'covered', true],
      ['2025-02-05', '2025-02-05', 'empty', false],
      ['2025-02-06', '2025-02-07', 'missing', false],
    ])
  })

  test('the failed run of a file marks no date, since it has no window', async () => {
    await server.ada.fail({ startDate: '', endDate: '' })
    expect(await week()).toEqual([['2025-02-01', '2025-02-07', 'missing', false]])
  })

  test('each stream and each user has its own', async () => {
    const { ada, bob } = server
    await ada.deliver([], { ...covers('2025-02-01', '2025-02-07'), stream: 'sleep' })
    expect(
      (await ask('from=2025-02-01&to=2025-02-07')).map(({ stream, ranges }) => [
        stream,
        ranges[0]?.['state'],
      ]),
    ).toEqual([
      ['daily-activity', 'missing'],
      ['sleep', 'empty'],
    ])
    expect((await ask('from=2025-02-01&to=2025-02-07', bob))[1]?.ranges).toMatchObject([{ state: 'missing' }])
  })

  test('it is listed day by day on request', async () => {
    await server.ada.deliver([], covers('2025-02-01', '2025-02-02'))
    const [stream] = await ask('stream=daily-activity&per=day&from=2025-02-01&to=2025-02-03')
    expect(stream?.ranges.map(({ from, to, state }) => [from, to, state])).toEqual([
      ['2025-02-01', '2025-02-01', 'empty'],
      ['2025-02-02', '2025-02-02', 'empty'],
      ['2025-02-03', '2025-02-03', 'missing'],
    ])
  })

  test('marking the same days again changes no row', async () => {
    const rows = () =>
      server.database.tables<MetricsTables>().selectFrom('metric_coverage').selectAll().execute()
    await server.ada.deliver([], covers('2025-02-01', '2025-02-07'))
    await server.ada.fail({ startDate: '2025-03-01', endDate: '2025-03-02' })
    const before = await rows()
    await server.ada.deliver([], covers('2025-02-03', '2025-02-05'))
    await server.ada.fail({ startDate: '2025-03-01', endDate: '2025-03-02' })
    expect(await rows()).toEqual(before)
  })

  test.each([
    [
      'integration=bracelets&from=2025-02-01&to=2025-02-02',
      'KERNEL_UNKNOWN_VALUE',
      'Did you mean "bracelet"?',
    ],
    [
      'integration=bracelet&stream=activity&from=2025-02-01&to=2025-02-02',
      'KERNEL_UNKNOWN_VALUE',
      'There are: daily-activity, sleep.',
    ],
    [
      'integration=bracelet&stream=heart-rate&from=2025-02-01&to=2025-02-02',
      'KERNEL_UNKNOWN_VALUE',
      'There are: daily-activity, sleep.',
    ],
    [
      `integration=bracelet&connectionId=${crypto.randomUUID()}&from=2025-02-01&to=2025-02-02`,
      'KERNEL_UNKNOWN_VALUE',
      '`connectionId` is ',
    ],
    ['integration=bracelet&from=2025-02-02&to=2025-02-01', 'KERNEL_BAD_RANGE', 'is after'],
    ['integration=bracelet&from=2025-02-02', 'KERNEL_VALIDATION', 'to'],
  ])('the request %s is refused', async (query, code, detail) => {
    const reply = await server.ada.get(`/api/metrics/coverage?${query}`)
    expect(reply.json()).toMatchObject({ status: 400, code, detail: expect.stringContaining(detail) })
  })
})
