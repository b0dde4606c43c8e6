import { randomUUID } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listImportedValues } from '../src/migrations/0008-list-imported-values.ts'
import { dailyMetricSink } from '../src/record-sinks.ts'
import type { MetricsTables } from '../src/tables.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

let server: MetricsServer
beforeAll(async () => {
  server = await startMetrics()
})
afterAll(() => server.stop())

const transaction = <T>(work: (trx: Transaction<MetricsTables>) => Promise<T>) =>
  server.database.transaction<MetricsTables, T>(work)

test('values of before the list stay when a later import of them is undone, and their imports cannot be', async () => {
  const { ada } = server
  const record = { field: 'steps', date: '2026-11-01', value: 1 }
  await ada.deliver([record], { connectionId: null })
  await ada.put('/api/metrics/values/manual.mood/2026-11-01', { value: 5 })
  const { undoable } = await transaction(async (trx) => {
    await sql`drop table daily_value_imports, measurement_imports`.execute(trx)
    for (const integration of ['bracelet', 'other'])
      await sql`
        insert into import_jobs (user_id, integration, kind, trigger, lane, undoable)
        values (${ada.id}, ${integration}, 'import', 'manual', ${integration}, true)`.execute(trx)
    await listImportedValues.up(trx)
    const { rows } = await sql<{ integration: string }>`
      select integration from import_jobs where user_id = ${ada.id} and undoable order by integration`.execute(
      trx,
    )
    return { undoable: rows.map(({ integration }) => integration) }
  })
  expect(undoable).toEqual(['other'])

  const importId = randomUUID()
  const stream = { userId: ada.id, integration: 'bracelet', connectionId: null, jobId: importId, importId }
  const fields = { steps: { label: 'Steps', type: 'number' as const } }
  await transaction(
    dailyMetricSink.prepare({
      ...stream,
      records: [{ ...record, value: 2 }],
      stream: { id: 'days', kind: 'dailyMetric', displayName: 'Days', recordSchema: {}, fields },
    }),
  )
  const undone = await transaction(async (trx) =>
    dailyMetricSink.undo?.(trx, { userId: ada.id, integration: 'bracelet', importId }),
  )
  expect(undone).toEqual({ deleted: 0, kept: 1, hasMore: false })
  const { rows } = await transaction((trx) =>
    sql<{ source: string; number_value: number }>`
      select source, number_value from daily_metric_values where user_id = ${ada.id} order by source`.execute(
      trx,
    ),
  )
  expect(rows[0]).toEqual({ source: 'bracelet', number_value: 1 })
})
