import { randomUUID } from 'node:crypto'
import {
  type DailyMetricRecord,
  dailyMetricStream,
  type MeasurementRecord,
  measurementStream,
} from '@tributary/integration-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dailyMetricSink, measurementSink } from '../src/record-sinks.ts'
import type { MetricsTables } from '../src/tables.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

const days = dailyMetricStream({
  id: 'days',
  displayName: 'Days',
  fields: { steps: { label: 'Steps', unit: 'steps', type: 'number' } },
})
const weights = measurementStream({
  id: 'weights',
  displayName: 'Weights',
  fields: { weight: { label: 'Weight', unit: 'kg' } },
})

let server: MetricsServer
beforeAll(async () => {
  server = await startMetrics()
})
afterAll(() => server.stop())

interface Delivery {
  readonly integration: string
  readonly importId?: string
  readonly connectionId?: string
}

const batchOf = ({ integration, importId, connectionId }: Delivery) => ({
  userId: server.ada.id,
  integration,
  connectionId: connectionId ?? null,
  jobId: importId ?? randomUUID(),
  importId,
})

/** Writes steps by date as the engine does, in one transaction. */
async function deliver(
  steps: Readonly<Record<string, number>>,
  delivery: Delivery,
  withdrawn: readonly string[] = [],
) {
  const records = Object.entries(steps).map(
    ([date, value]): DailyMetricRecord => ({ field: 'steps', date, value }),
  )
  const wrong = withdrawn.map((date) => ({ field: 'steps', date }))
  const write = dailyMetricSink.prepare({ ...batchOf(delivery), records, stream: days, withdrawn: wrong })
  return server.database.transaction<MetricsTables, unknown>(write)
}

async function measure(values: Readonly<Record<string, number>>, delivery: Delivery) {
  const records = Object.entries(values).map(
    ([externalId, value]): MeasurementRecord => ({
      externalId,
      metric: 'weight',
      measuredAt: '2026-11-01T10:00:00Z',
      value,
      unit: 'kg',
    }),
  )
  const write = measurementSink.prepare({ ...batchOf(delivery), records, stream: weights })
  return server.database.transaction<MetricsTables, unknown>(write)
}

async function undo(
  sink: Pick<typeof dailyMetricSink, 'undo'>,
  integration: string,
  importId: string,
  userId = server.ada.id,
) {
  return server.database.transaction<MetricsTables, unknown>(async (trx) =>
    sink.undo?.(trx, { userId, integration, importId }),
  )
}

async function stepsOf(integration: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ date: string; number_value: number }>`
    select date::text, number_value from daily_metric_values where source = ${integration} order by date`.execute(
    server.database.tables<MetricsTables>(),
  )
  return Object.fromEntries(rows.map((row) => [row.date, row.number_value]))
}

async function countOf(table: string, integration: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${sql.table(table)} where source = ${integration}`.execute(
    server.database.tables<MetricsTables>(),
  )
  return rows[0]?.count ?? -1
}

describe('daily values', () => {
  test('that only one import has delivered are deleted with it; those of two are what the other has delivered', async () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()]
    await deliver(
      { '2026-11-01': 1, '2026-11-02': 2, '2026-11-03': 3 },
      { integration: 'two', importId: first },
    )
    await deliver(
      { '2026-11-02': 20, '2026-11-03': 3, '2026-11-04': 4 },
      { integration: 'two', importId: second },
    )
    await deliver({ '2026-11-03': 30 }, { integration: 'two', importId: third })
    expect(await undo(dailyMetricSink, 'two', third)).toEqual({ deleted: 0, kept: 1, hasMore: false })
    expect(await stepsOf('two')).toEqual({
      '2026-11-01': 1,
      '2026-11-02': 20,
      '2026-11-03': 3,
      '2026-11-04': 4,
    })
    expect(await undo(dailyMetricSink, 'two', second)).toEqual({ deleted: 1, kept: 2, hasMore: false })
    expect(await stepsOf('two')).toEqual({ '2026-11-01': 1, '2026-11-02': 2, '2026-11-03': 3 })
    expect(await undo(dailyMetricSink, 'two', second)).toEqual({ deleted: 0, kept: 0, hasMore: false })
    expect(await undo(dailyMetricSink, 'two', first)).toEqual({ deleted: 3, kept: 0, hasMore: false })
    expect(await stepsOf('two')).toEqual({})
    expect(await countOf('daily_value_imports', 'two')).toBe(0)
  })

  test('of the import before stay as the later one has them, until that is undone too', async () => {
    const [first, second] = [randomUUID(), randomUUID()]
    await deliver({ '2026-11-01': 1 }, { integration: 'order', importId: first })
    await deliver({ '2026-11-01': 2 }, { integration: 'order', importId: second })
    await undo(dailyMetricSink, 'order', first)
    expect(await stepsOf('order')).toEqual({ '2026-11-01': 2 })
  })

  test('of a connection, of a sync without an account and of other users are not touched', async () => {
    const importId = randomUUID()
    await deliver({ '2026-11-01': 1 }, { integration: 'sync' })
    await deliver({ '2026-11-02': 2 }, { integration: 'sync', connectionId: randomUUID() })
    await deliver({ '2026-11-01': 10, '2026-11-02': 20 }, { integration: 'sync', importId })
    await undo(dailyMetricSink, 'sync', importId, server.bob.id)
    expect(await countOf('daily_metric_values', 'sync')).toBe(3)
    expect(await undo(dailyMetricSink, 'sync', importId)).toEqual({ deleted: 1, kept: 1, hasMore: false })
    expect(await stepsOf('sync')).toEqual({ '2026-11-01': 1, '2026-11-02': 2 })
  })

  test('that were withdrawn do not come back', async () => {
    const [first, second] = [randomUUID(), randomUUID()]
    await deliver({ '2026-11-01': 1 }, { integration: 'wrong', importId: first })
    await deliver({ '2026-11-02': 2 }, { integration: 'wrong', importId: second }, ['2026-11-01'])
    await deliver({ '2026-11-01': 3 }, { integration: 'wrong', importId: second })
    await undo(dailyMetricSink, 'wrong', second)
    expect(await stepsOf('wrong')).toEqual({})
  })

  test('of a large import are undone in steps', async () => {
    const importId = randomUUID()
    const dates = Array.from({ length: 5001 }, (_, day) =>
      new Date(Date.UTC(2000, 0, 1 + day)).toISOString().slice(0, 10),
    )
    await deliver(Object.fromEntries(dates.map((date) => [date, 1])), { integration: 'many', importId })
    expect(await undo(dailyMetricSink, 'many', importId)).toEqual({ deleted: 5000, kept: 0, hasMore: true })
    expect(await undo(dailyMetricSink, 'many', importId)).toEqual({ deleted: 1, kept: 0, hasMore: false })
  })

  test('that are imported while another import of them is undone are not lost', async () => {
    const steps = Object.fromEntries(
      Array.from({ length: 28 }, (_, day) => [`2026-02-${String(day + 1).padStart(2, '0')}`, 7]),
    )
    for (let round = 0; round < 10; round += 1) {
      const [first, second] = [randomUUID(), randomUUID()]
      await deliver(steps, { integration: 'race', importId: first })
      await Promise.all([
        undo(dailyMetricSink, 'race', first),
        deliver(steps, { integration: 'race', importId: second }),
      ])
      expect(Object.keys(await stepsOf('race'))).toHaveLength(28)
      await undo(dailyMetricSink, 'race', second)
      expect(await stepsOf('race')).toEqual({})
    }
  })

  test('and their list are deleted with all of the integration', async () => {
    await deliver({ '2026-11-01': 1 }, { integration: 'erased', importId: randomUUID() })
    await measure({ a: 70 }, { integration: 'erased', importId: randomUUID() })
    const whose = { userId: server.ada.id, integration: 'erased' }
    for (const sink of [dailyMetricSink, measurementSink])
      await server.database.transaction<MetricsTables, unknown>(async (trx) => sink.erase?.(trx, whose))
    for (const table of ['daily_value_imports', 'measurement_imports', 'daily_metric_values', 'measurements'])
      expect(await countOf(table, 'erased')).toBe(0)
  })
})

describe('measurements', () => {
  test('that only one import has delivered are deleted with it, those of two with the last one', async () => {
    const [first, second] = [randomUUID(), randomUUID()]
    await measure({ a: 70, b: 71 }, { integration: 'two-m', importId: first })
    await measure({ b: 71, c: 72 }, { integration: 'two-m', importId: second })
    await measure({ c: 72 }, { integration: 'two-m', connectionId: randomUUID() })
    expect(await undo(measurementSink, 'two-m', first)).toEqual({ deleted: 1, kept: 1, hasMore: false })
    expect(await undo(measurementSink, 'two-m', second)).toEqual({ deleted: 2, kept: 0, hasMore: false })
    // That of the connection is another one.
    expect(await countOf('measurements', 'two-m')).toBe(1)
    expect(await countOf('measurement_imports', 'two-m')).toBe(0)
  })

  test('of a large import are undone in steps', async () => {
    const importId = randomUUID()
    const values = Object.fromEntries(Array.from({ length: 5001 }, (_, number) => [`${number}`, number]))
    await measure(values, { integration: 'many-m', importId })
    expect(await undo(measurementSink, 'many-m', importId)).toEqual({ deleted: 5000, kept: 0, hasMore: true })
    expect(await undo(measurementSink, 'many-m', importId)).toEqual({ deleted: 1, kept: 0, hasMore: false })
  })

  test('of a sync without an account and of other users stay', async () => {
    const importId = randomUUID()
    await measure({ a: 70 }, { integration: 'sync-m' })
    await measure({ a: 70, b: 71 }, { integration: 'sync-m', importId })
    await undo(measurementSink, 'sync-m', importId, server.bob.id)
    expect(await countOf('measurements', 'sync-m')).toBe(2)
    expect(await undo(measurementSink, 'sync-m', importId)).toEqual({ deleted: 1, kept: 1, hasMore: false })
    expect(await countOf('measurements', 'sync-m')).toBe(1)
  })
})
