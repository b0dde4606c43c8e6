import { arrayLiteral, countWritten } from '@tributary/database'
import type { MeasurementRecord } from '@tributary/integration-kit'
import { NO_CONNECTION, type RecordBatch, type RecordWrite } from '@tributary/jobs'
import { sql } from 'kysely'
import { checkCovers } from './check-covers.ts'
import { coverDates } from './coverage-store.ts'
import { lockImported } from './imports/lock-imported.ts'
import { insertMeasurementImports } from './imports/measurement-import-store.ts'
import { lastByKey } from './last-by-key.ts'

/**
 * Prepares writing measurements in one statement, and their coverage in another. Unchanged measurements are skipped; if a page
 * contains an external id twice, the last one is kept.
 */
export function prepareMeasurements(batch: RecordBatch<MeasurementRecord>): RecordWrite {
  const { userId, integration, connectionId, importId, stream, covers } = batch
  if (covers !== undefined) checkCovers(covers, stream.id)
  const records = lastByKey(batch.records, ({ externalId }) => externalId)
  const column = (read: (record: MeasurementRecord) => string | number) => arrayLiteral(records.map(read))
  const statement = countWritten(sql`
      insert into measurements (user_id, source, connection_id, external_id, metric, measured_at, value, unit)
      select ${userId}, ${integration}, ${connectionId ?? NO_CONNECTION}::uuid, incoming.*
      from unnest(
        ${column(({ externalId }) => externalId)}::text[],
        ${column(({ metric }) => measurementMetric(integration, metric))}::text[],
        ${column(({ measuredAt }) => measuredAt)}::timestamptz[],
        ${column(({ value }) => value)}::double precision[],
        ${column(({ unit }) => unit)}::text[]
      ) as incoming
      on conflict on constraint measurements_identity do update set
        metric = excluded.metric,
        measured_at = excluded.measured_at,
        value = excluded.value,
        unit = excluded.unit,
        updated_at = now()
      where (measurements.metric, measurements.measured_at, measurements.value, measurements.unit)
        is distinct from (excluded.metric, excluded.measured_at, excluded.value, excluded.unit)`)
  const isListed = connectionId === null && records.length > 0
  return async (trx) => {
    if (isListed) await lockImported(trx, 'measurements', { userId, integration })
    const { rows } = records.length === 0 ? { rows: [] } : await statement.execute(trx)
    if (isListed) {
      const externalIds = records.map(({ externalId }) => externalId)
      await insertMeasurementImports(trx, { userId, integration, importId }, externalIds)
    }
    if (covers !== undefined)
      await coverDates(trx, { userId, source: integration, connectionId, stream: stream.id }, covers)
    const { inserted = 0, updated = 0 } = rows[0] ?? {}
    return { inserted, updated, unchanged: batch.records.length - inserted - updated }
  }
}

/** `<plugin>.<field>`; an integration may give the full name or only the field. */
function measurementMetric(integration: string, metric: string): string {
  return metric.startsWith(`${integration}.`) ? metric : `${integration}.${metric}`
}
