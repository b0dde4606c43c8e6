import { addDays } from '@tributary/integration-kit/dates'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MetricsServer, type Person, startMetrics } from './metrics-server.ts'

interface Sparkline {
  readonly metric: string
  readonly reportsCoverage: boolean
  readonly latest: { readonly date: string; readonly value: unknown } | null
  readonly lastDate: string | null
  readonly week: Record<string, unknown>
  readonly points: readonly { readonly date: string; readonly value: unknown; readonly state: string }[]
}

describe('sparklines', () => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics()
    const { ada } = server
    const steps = (date: string, value: number) => ({ field: 'steps', date, value })
    await ada.deliver([steps('2025-03-26', 100), steps('2025-03-30', 300), steps('2025-03-19', 90)], {
      covers: { startDate: '2025-03-25', endDate: '2025-03-27' },
    })
    await ada.deliver([], { covers: { startDate: '2025-03-19', endDate: '2025-03-19' } })
    await ada.fail({ startDate: '2025-03-28', endDate: '2025-03-28' })
    await ada.deliver(
      [
        { field: 'bedTime', date: '2025-03-22', value: '23:50' },
        { field: 'bedTime', date: '2025-03-29', value: '00:20' },
      ],
      { stream: 'sleep' },
    )
    await ada.deliver([{ field: 'note', date: '2025-03-26', value: 'fine' }])
  })
  afterAll(() => server.stop())

  const ask = async (query: string, person: Person = server.ada) => {
    const reply = await person.get(`/api/metrics/sparklines?${query}`)
    expect(reply.statusCode, reply.body).toBe(200)
    return reply.json<{ from: string; to: string; sparklines: Sparkline[] }>()
  }
  const lineOf = async (metric: string, query = 'days=6&to=2025-03-30', person?: Person) => {
    const { sparklines } = await ask(`metric=${metric}&${query}`, person)
    return sparklines[0] as Sparkline
  }

  test('have a value and a state for each day, the newest value and the change to the week before', async () => {
    const line = await lineOf('bracelet.steps')
    expect(line).toMatchObject({
      metric: 'bracelet.steps',
      label: 'Steps',
      unit: 'steps',
      type: 'number',
      integration: 'bracelet',
      reportsCoverage: true,
      latest: { date: '2025-03-30', value: 300 },
      lastDate: '2025-03-30',
      // The 30th was read before its end, which makes no difference to the week.
      week: { value: 100, valueBefore: 90, change: 10, dayCount: 1, dayCountBefore: 1 },
    })
    expect(line.points.map(({ date, value, state }) => [date.slice(8), value, state])).toEqual([
      ['25', null, 'empty'],
      ['26', 100, 'complete'],
      ['27', null, 'empty'],
      ['28', null, 'failed'],
      ['29', null, 'pending'],
      ['30', 300, 'pending'],
    ])
  })

  test('of times of day change around midnight, and of text not at all', async () => {
    expect((await lineOf('bracelet.bedTime')).week).toMatchObject({
      value: '00:20',
      valueBefore: '23:50',
      change: 30,
    })
    expect((await lineOf('bracelet.note')).week).toMatchObject({ value: null, change: null, dayCount: 1 })
  })

  test('of streams that report no coverage have no missing days', async () => {
    const line = await lineOf('bracelet.bedTime', 'days=2&to=2025-03-30')
    expect(line.reportsCoverage).toBe(false)
    expect(line.points.map(({ state }) => state)).toEqual(['complete', 'empty'])
  })

  test('are in the order of the request, each once', async () => {
    const { from, to, sparklines } = await ask(
      'metric=bracelet.worn&metric=bracelet.steps&metric=bracelet.worn&to=2025-03-30',
    )
    expect([from, to]).toEqual(['2025-03-01', '2025-03-30'])
    expect(sparklines.map(({ metric }) => metric)).toEqual(['bracelet.worn', 'bracelet.steps'])
    expect(sparklines[0]).toMatchObject({ latest: null, lastDate: null })
    expect(sparklines[1]?.points).toHaveLength(30)
  })

  test('show the value that was chosen between origins', async () => {
    await server.ada.put('/api/metrics/values/bracelet.steps/2025-03-26', { value: 7 })
    expect((await lineOf('bracelet.steps', 'days=1&to=2025-03-26')).points[0]?.value).toBe(7)
    await server.ada.delete('/api/metrics/values/bracelet.steps/2025-03-26')
  })

  test('end today, where the person is, and leave today out of the week', async () => {
    const { ada, database } = server
    const setZone = (zone: string | null) =>
      database.pool.query('update users set time_zone = $1 where id = $2', [zone, ada.id])
    const dates = []
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      await setZone(zone)
      dates.push((await ask('metric=bracelet.steps')).to)
    }
    await setZone(null)
    // They are 25 hours apart.
    expect(dates[0]).not.toBe(dates[1])
    const { to: today } = await ask('metric=bracelet.steps')
    const covers = { startDate: addDays(today, -7), endDate: today }
    await ada.deliver(
      [
        { field: 'steps', date: today, value: 5 },
        { field: 'steps', date: addDays(today, -7), value: 1000 },
      ],
      { covers },
    )
    expect(await lineOf('bracelet.steps', 'days=1')).toMatchObject({
      latest: { value: 5 },
      week: { value: 1000, dayCount: 1, valueBefore: null, change: null },
    })
  })

  test('have nothing of another person', async () => {
    const line = await lineOf('bracelet.steps', 'to=2025-03-30', server.bob)
    expect(line.latest).toBeNull()
    expect(new Set(line.points.map(({ state }) => state))).toEqual(new Set(['pending']))
  })

  test.each([
    ['metric=bracelet.step', 'METRICS_UNKNOWN_METRIC', 'bracelet.steps'],
    ['metric=bracelet.steps&days=367', 'KERNEL_VALIDATION', 'days'],
    [Array.from({ length: 51 }, (_, n) => `metric=m.${n}`).join('&'), 'KERNEL_VALIDATION', 'metric'],
    ['days=3', 'KERNEL_VALIDATION', 'metric'],
    ['metric=bracelet.steps&from=2025-01-01&to=2026-01-02', 'KERNEL_BAD_RANGE', 'at most 366'],
    ['metric=bracelet.steps&from=2025-01-02&to=2025-01-01', 'KERNEL_BAD_RANGE', 'is after'],
  ])('the request %s is refused', async (query, code, detail) => {
    const reply = await server.ada.get(`/api/metrics/sparklines?${query}`)
    expect(reply.json()).toMatchObject({ status: 400, code, detail: expect.stringContaining(detail) })
  })
})
