import { setTimeout as sleep } from 'node:timers/promises'
import type { DailyMetricRecord, MeasurementRecord } from '@tributary/integration-kit'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { dailyMetricSink, measurementSink } from '../src/record-sinks.ts'
import type { MeasurementRow, MetricsTables } from '../src/tables.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

const date = fc.integer({ min: 1, max: 28 }).map((day) => `2025-02-${String(day).padStart(2, '0')}`)
const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))

/** Any daily values of the bracelet's first stream: few identities, so that they collide, and unusual values. */
const dailyRecord: fc.Arbitrary<DailyMetricRecord> = fc.oneof(
  fc.record({
    field: fc.constant('steps'),
    date,
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  }),
  fc.record({
    field: fc.constant('note'),
    date,
    value: fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\0', '')),
  }),
  fc.record({ field: fc.constant('worn'), date, value: fc.boolean() }),
)

const measurement: fc.Arbitrary<MeasurementRecord> = fc.record({
  externalId: fc.integer({ min: 0, max: 20 }).map((id) => `m"${id}\\`),
  metric: fc.constantFrom('heartRate', 'weight'),
  measuredAt: fc
    .date({ min: new Date('2025-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
    .map((instant) => instant.toISOString()),
  value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  unit: fc.constantFrom('bpm', 'kg'),
})

const pad = (part: number) => String(part).padStart(2, '0')

describe('the sinks', () => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics()
  })
  afterAll(() => server.stop())
  afterEach(async () => {
    await tables().deleteFrom('daily_metric_values').execute()
    await tables().deleteFrom('measurements').execute()
    await tables().deleteFrom('metric_coverage').execute()
  })

  const tables = () => server.database.tables<MetricsTables>()
  const storedValues = () =>
    tables().selectFrom('daily_metric_values').selectAll().orderBy('date').orderBy('metric').execute()
  const storedMeasurements = () =>
    tables().selectFrom('measurements').selectAll().orderBy('external_id').execute()
  const withoutTime = (row: MeasurementRow) => ({ ...row, updated_at: undefined, change_number: undefined })
  const total = (counts: { inserted: number; updated: number; unchanged: number }) =>
    counts.inserted + counts.updated + counts.unchanged

  test('for any page, the last of each value is kept, counts add up, and a second write changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(dailyRecord, { minLength: 1, maxLength: 40 }), async (records) => {
        await tables().deleteFrom('daily_metric_values').execute()
        const expected = new Map(records.map((record) => [`${record.date} ${record.field}`, record]))
        const first = await server.ada.deliver(records)
        expect(total(first)).toBe(records.length)
        expect(first).toMatchObject({ inserted: expected.size, updated: 0 })
        const rows = await storedValues()
        expect(
          new Map(
            rows.map((row) => [
              `${row.date} ${row.metric.replace('bracelet.', '')}`,
              row.number_value ?? row.text_value ?? row.boolean_value,
            ]),
          ),
        ).toEqual(
          new Map(
            [...expected].map(([key, { value }]) => [
              key,
              // PostgreSQL has no negative zero in text, and no lone surrogates.
              typeof value === 'string'
                ? value.toWellFormed()
                : typeof value === 'number'
                  ? value + 0
                  : value,
            ]),
          ),
        )
        const again = await server.ada.deliver(records)
        expect(again).toEqual({ inserted: 0, updated: 0, unchanged: records.length })
        expect(await storedValues()).toEqual(rows)
      }),
      { numRuns: 25 },
    )
  })

  test('the order within a page with one value per date and field does not matter', async () => {
    const records = fc.uniqueArray(dailyRecord, {
      selector: (record) => `${record.date} ${record.field}`,
      minLength: 2,
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(records, fc.infiniteStream(fc.nat()), async (page, order) => {
        await tables().deleteFrom('daily_metric_values').execute()
        await server.ada.deliver(page)
        const before = await storedValues()
        const shuffled = page.toSorted(() => ((order.next().value ?? 0) % 3) - 1)
        expect(await server.ada.deliver(shuffled)).toMatchObject({ unchanged: page.length })
        expect(await storedValues()).toEqual(before)
      }),
      { numRuns: 10 },
    )
  })

  test('measurements are stored once per external id, for any page', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(measurement, { minLength: 1, maxLength: 40 }), async (records) => {
        await tables().deleteFrom('measurements').execute()
        const expected = new Map(records.map((record) => [record.externalId, record]))
        const first = await server.ada.measure(records)
        expect(total(first)).toBe(records.length)
        expect(first.inserted).toBe(expected.size)
        const rows = await storedMeasurements()
        for (const row of rows) {
          const record = expected.get(row.external_id)
          expect(row).toMatchObject({
            metric: `bracelet.${record?.metric}`,
            value: (record?.value ?? 0) + 0,
            unit: record?.unit,
          })
          expect(row.measured_at.toISOString()).toBe(record?.measuredAt)
        }
        expect(await server.ada.measure(records.toReversed())).toMatchObject({ inserted: 0 })
        await server.ada.measure(records)
        expect((await storedMeasurements()).map(withoutTime)).toEqual(rows.map(withoutTime))
      }),
      { numRuns: 15 },
    )
  })

  test('times of day are stored as sent', async () => {
    await fc.assert(
      fc.asyncProperty(time, async ([hours, minutes]) => {
        const value = `${pad(hours)}:${pad(minutes)}`
        await server.ada.deliver([{ field: 'bedTime', date: '2025-02-01', value }], { stream: 'sleep' })
        expect((await storedValues())[0]?.time_value).toBe(`${value}:00`)
      }),
      { numRuns: 20 },
    )
  })

  test('a changed value is updated, with the time of the update', async () => {
    const record = { field: 'steps', date: '2025-02-01', value: 1000 }
    await server.ada.deliver([record])
    const [before] = await storedValues()
    await sleep(2)
    expect(await server.ada.deliver([{ ...record, value: 1001 }])).toEqual({
      inserted: 0,
      updated: 1,
      unchanged: 0,
    })
    const [after] = await storedValues()
    expect(after).toMatchObject({ number_value: 1001, unit: 'steps', metric: 'bracelet.steps' })
    expect(after?.updated_at.getTime()).toBeGreaterThan(before?.updated_at.getTime() ?? 0)
  })

  test('two users, and two sources of one user, each have their own', async () => {
    const record = { field: 'steps', date: '2025-02-01', value: 1 }
    await server.ada.deliver([record])
    expect(await server.bob.deliver([record])).toMatchObject({ inserted: 1 })
    expect(await server.ada.deliver([record], { integration: 'ring' })).toMatchObject({ inserted: 1 })
    const measured = { externalId: 'a', metric: 'x', measuredAt: '2025-02-01T00:00:00Z', value: 1, unit: 'u' }
    await server.ada.measure([measured])
    expect(await server.bob.measure([measured])).toMatchObject({ inserted: 1 })
    expect(await server.ada.measure([measured], 'ring')).toMatchObject({ inserted: 1 })
  })

  test('writers of the same days in opposite orders wait for each other instead of deadlocking', async () => {
    const days = Array.from({ length: 28 }, (_, day) => `2025-02-${pad(day + 1)}`)
    const measured = (day: string, value: number) => ({
      externalId: day,
      metric: 'x',
      measuredAt: `${day}T00:00:00Z`,
      value,
      unit: 'u',
    })
    for (let round = 0; round < 20; round++) {
      const page = days.map((day) => ({ field: 'steps', date: day, value: round }))
      const other = days.map((day) => ({ field: 'steps', date: day, value: -round - 1 }))
      const instants = days.map((day) => measured(day, round))
      await Promise.all([
        server.ada.deliver(page),
        server.ada.deliver(other.toReversed()),
        server.ada.measure(instants),
        server.ada.measure(days.map((day) => measured(day, -round - 1)).toReversed()),
      ])
    }
    expect(await storedValues()).toHaveLength(28)
  })

  test.each([
    ['a field that the stream does not declare', { field: 'floors', date: '2025-02-01', value: 1 }],
    ['a value that is no number', { field: 'steps', date: '2025-02-01', value: 'many' }],
    ['an invalid number', { field: 'steps', date: '2025-02-01', value: 'NaN' }],
    ['a day that there is not', { field: 'steps', date: '2025-02-30', value: 1 }],
  ])('the database refuses %s as bad data', async (_what, record) => {
    await expect(server.ada.deliver([record])).rejects.toMatchObject({
      code: expect.stringMatching(/^(22|23514)/),
    })
  })

  test('invalid coverage is reported as a fault of the stream, before anything is written', () => {
    const prepare = () =>
      server.ada.deliver([], { covers: { startDate: '2025-02-10', endDate: '2025-02-01' } })
    expect(prepare).toThrow('stream "daily-activity" covers "2025-02-10" to "2025-02-01"')
  })

  test('erasing deletes what one integration delivered to one user, not what was entered by hand', async () => {
    const { ada, bob, database } = server
    const record = { field: 'steps', date: '2025-02-01', value: 1 }
    const covers = { startDate: '2025-02-01', endDate: '2025-02-02' }
    const measured = { externalId: 'a', metric: 'x', measuredAt: '2025-02-01T00:00:00Z', value: 1, unit: 'u' }
    await ada.deliver([record], { covers })
    await ada.deliver([record], { integration: 'ring', covers })
    await bob.deliver([record], { covers })
    await ada.measure([measured])
    await ada.measure([measured], 'ring')
    await ada.put('/api/metrics/values/bracelet.steps/2025-02-01', { value: 5 })
    await database.transaction<MetricsTables, void>(async (trx) => {
      for (const sink of [dailyMetricSink, measurementSink])
        await sink.erase?.(trx, { userId: ada.id, integration: 'bracelet' })
    })
    expect(new Set((await storedValues()).map((row) => `${row.user_id === ada.id} ${row.source}`))).toEqual(
      new Set(['false bracelet', 'true manual', 'true ring']),
    )
    expect((await storedMeasurements()).map((row) => row.source)).toEqual(['ring'])
    const coverage = await tables().selectFrom('metric_coverage').select(['user_id', 'source']).execute()
    expect(new Set(coverage.map((row) => `${row.user_id === ada.id} ${row.source}`))).toEqual(
      new Set(['true ring', 'false bracelet']),
    )
  })

  test('erasing an integration removes its files and connections from the orders of values', async () => {
    const { ada, database } = server
    const record = { field: 'steps', date: '2025-02-01', value: 1 }
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()]
    await ada.deliver([record], { connectionId: first })
    await ada.deliver([record], { connectionId: second })
    await ada.deliver([record], { integration: 'ring' })
    await ada.put('/api/metrics/preferences', { order: [second, 'bracelet', 'ring', first] })
    const erase = (connectionId?: string) =>
      database.transaction<MetricsTables, void>(async (trx) =>
        dailyMetricSink.erase?.(trx, { userId: ada.id, integration: 'bracelet', connectionId }),
      )
    const orders = async () => (await ada.get('/api/metrics/preferences')).json<object>()
    await erase(first)
    expect(await orders()).toMatchObject({ order: ['manual', second, 'bracelet', 'ring'] })
    await erase()
    const { seen, order } = (await orders()) as { seen: string[]; order: string[] }
    expect(order).toEqual(['manual', 'ring'])
    expect(seen).toContain('ring')
    expect(seen).not.toContain(second)
  })

  test('all data is deleted with its user', async () => {
    const { ada, bob } = server
    await bob.deliver([{ field: 'steps', date: '2025-02-01', value: 1 }], {
      covers: { startDate: '2025-02-01', endDate: '2025-02-01' },
    })
    await bob.measure([
      { externalId: 'a', metric: 'x', measuredAt: '2025-02-01T00:00:00Z', value: 1, unit: 'u' },
    ])
    const created = await bob.post('/api/metrics/templates', {
      name: 'Mine',
      entries: [{ kind: 'manual', label: 'Mood', type: 'number' }],
    })
    expect(created.statusCode).toBe(201)
    await ada.deleteUser(bob.id)
    for (const table of [
      'daily_metric_values',
      'measurements',
      'metric_coverage',
      'metric_templates',
      'metric_template_entries',
      'manual_metrics',
    ] as const) {
      expect(await tables().selectFrom(table).selectAll().execute(), table).toEqual([])
    }
  })
})
