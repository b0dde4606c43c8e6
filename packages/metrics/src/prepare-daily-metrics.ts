import { arrayLiteral, countWritten } from '@tributary/database'
import type { DailyMetricRecord, MetricField } from '@tributary/integration-kit'
import type { WithdrawnValue } from '@tributary/integration-kit/daily'
import { isLocalDate } from '@tributary/integration-kit/dates'
import { NO_CONNECTION, type RecordBatch, type RecordWrite } from '@tributary/jobs'
import { sql, type Transaction } from 'kysely'
import { checkCovers } from './check-covers.ts'
import { coverDates } from './coverage-store.ts'
import { lockImported } from './imports/lock-imported.ts'
import { deleteValueImports, insertValueImports, type ValueKey } from './imports/value-import-store.ts'
import { lastByKey } from './last-by-key.ts'
import { recordOrigin } from './origin-store.ts'
import type { MetricsTables } from './tables.ts'

/** The column of each value type. */
export const VALUE_COLUMNS = {
  number: 'number_value',
  time: 'time_value',
  text: 'text_value',
  boolean: 'boolean_value',
} as const

/**
 * Prepares writing daily values in one statement, and their coverage in another. Unchanged values are skipped; if a page
 * contains a field of a date twice, the last one is kept.
 */
export function prepareDailyMetrics(batch: RecordBatch<DailyMetricRecord>): RecordWrite {
  const { userId, integration, connectionId, stream, covers, records, withdrawn = [] } = batch
  if (covers !== undefined) checkCovers(covers, stream.id)
  if (withdrawn.some(({ date }) => !isLocalDate(date)))
    throw new TypeError(`stream "${stream.id}" withdraws a value with an invalid date`)
  const unique = lastByKey(records, ({ date, field }) => `${date} ${field}`)
  const write = upsertOf(batch, unique)
  const isListed = connectionId === null && unique.length + withdrawn.length > 0
  return async (trx) => {
    if (isListed) await lockImported(trx, 'values', batch)
    if (withdrawn.length > 0) await deleteWithdrawn(trx, batch, withdrawn)
    const { rows } = unique.length === 0 ? { rows: [] } : await write.execute(trx)
    if (isListed && unique.length > 0)
      await insertValueImports(trx, { ...batch, importId: batch.importId }, keysOf(integration, unique))
    if (unique.length > 0) await recordOrigin(trx, userId, connectionId ?? integration)
    if (covers !== undefined) {
      await coverDates(trx, { userId, source: integration, connectionId, stream: stream.id }, covers)
    }
    const { inserted = 0, updated = 0 } = rows[0] ?? {}
    return { inserted, updated, unchanged: records.length - inserted - updated }
  }
}

function keysOf(integration: string, values: readonly WithdrawnValue[]): readonly ValueKey[] {
  return values.map(({ date, field }) => ({ date, metric: `${integration}.${field}` }))
}

/** Values that the stream reports as wrong. */
async function deleteWithdrawn(
  trx: Transaction<MetricsTables>,
  { userId, integration, connectionId }: RecordBatch<DailyMetricRecord>,
  withdrawn: readonly WithdrawnValue[],
): Promise<void> {
  if (connectionId === null)
    await deleteValueImports(trx, { userId, integration }, keysOf(integration, withdrawn))
  await sql`
    delete from daily_metric_values as value
    using unnest(
      ${arrayLiteral(withdrawn.map(({ date }) => date))}::date[],
      ${arrayLiteral(withdrawn.map(({ field }) => `${integration}.${field}`))}::text[]
    ) as wrong (date, metric)
    where value.user_id = ${userId} and value.source = ${integration}
      and value.connection_id = ${connectionId ?? NO_CONNECTION}
      and value.date = wrong.date and value.metric = wrong.metric`.execute(trx)
}

function upsertOf(
  { userId, integration, connectionId, jobId, stream }: RecordBatch<DailyMetricRecord>,
  records: readonly DailyMetricRecord[],
) {
  const fieldOf = ({ field }: DailyMetricRecord): MetricField | undefined => stream.fields?.[field]
  const valuesOf = (type: MetricField['type']) =>
    arrayLiteral(records.map((record) => (fieldOf(record)?.type === type ? record.value : null)))
  return countWritten(sql`
      insert into daily_metric_values (
        user_id, source, connection_id, job_id, date, metric, number_value, time_value, text_value, boolean_value, unit
      )
      select ${userId}, ${integration}, ${connectionId ?? NO_CONNECTION}::uuid, ${jobId}::uuid, incoming.*
      from unnest(
        ${arrayLiteral(records.map(({ date }) => date))}::date[],
        ${arrayLiteral(records.map(({ field }) => `${integration}.${field}`))}::text[],
        ${valuesOf('number')}::double precision[],
        ${valuesOf('time')}::time[],
        ${valuesOf('text')}::text[],
        ${valuesOf('boolean')}::boolean[],
        ${arrayLiteral(records.map((record) => fieldOf(record)?.unit ?? null))}::text[]
      ) as incoming
      on conflict on constraint daily_metric_values_identity do update set
        job_id = excluded.job_id,
        number_value = excluded.number_value,
        time_value = excluded.time_value,
        text_value = excluded.text_value,
        boolean_value = excluded.boolean_value,
        unit = excluded.unit,
        updated_at = now()
      where (
        daily_metric_values.number_value, daily_metric_values.time_value, daily_metric_values.text_value,
        daily_metric_values.boolean_value, daily_metric_values.unit
      ) is distinct from (
        excluded.number_value, excluded.time_value, excluded.text_value, excluded.boolean_value, excluded.unit
      )`)
}
