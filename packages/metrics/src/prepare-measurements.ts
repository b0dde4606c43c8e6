import { arrayLiteral } from '@tributary/database'
import type { MeasurementRecord } from '@tributary/integration-kit'
import type { RecordBatch, RecordWrite } from '@tributary/jobs'
import { checkCovers } from './check-covers.ts'
import { coverDates } from './coverage-store.ts'
import { lockImported } from './imports/lock-imported.ts'
import { insertMeasurementImports } from './imports/measurement-import-store.ts'
import { lastByKey } from './last-by-key.ts'
import {
  type IncomingMeasurements,
  listStored,
  moveMeasurements,
  upsertMeasurements,
} from './measurement-write-store.ts'
import { createPartitions } from './partitions/create-partitions.ts'

/**
 * Prepares writing measurements, and their coverage. Unchanged measurements are skipped; if a page contains an external id twice, the last one is kept.
 *
 * A measurement is identified by its external id, at whatever instant: one whose instant has been corrected moves, perhaps to another partition, and
 * keeps its id. No unique index spans partitions, so pages of one connection are serialized and look their external ids up in each (decision 31).
 */
export function prepareMeasurements(batch: RecordBatch<MeasurementRecord>): RecordWrite {
  const { userId, integration, connectionId, importId, stream, covers } = batch
  if (covers !== undefined) checkCovers(covers, stream.id)
  const records = lastByKey(batch.records, ({ externalId }) => externalId)
  const incoming = incomingOf(batch, records)
  return async (trx) => {
    let [inserted, updated] = [0, 0]
    if (records.length > 0) {
      await lockImported(trx, 'measurements', { userId, integration, connectionId })
      const { known, moved, missing } = await listStored(trx, incoming)
      await createPartitions(trx, missing)
      const fresh = known.size === 0 ? incoming : pick(({ externalId }) => !known.has(externalId))
      inserted = await upsertMeasurements(trx, fresh)
      if (moved.size > 0) {
        const elsewhere = pick(({ externalId }) => moved.has(externalId))
        updated += await moveMeasurements(trx, elsewhere)
        // Those that have been summarized since they were looked up.
        inserted += await upsertMeasurements(trx, elsewhere)
      }
      if (known.size > moved.size)
        updated += await upsertMeasurements(
          trx,
          pick(({ externalId }) => known.has(externalId) && !moved.has(externalId)),
        )
      if (connectionId === null) {
        const externalIds = records.map(({ externalId }) => externalId)
        await insertMeasurementImports(trx, { userId, integration, importId }, externalIds)
      }
    }
    if (covers !== undefined)
      await coverDates(trx, { userId, source: integration, connectionId, stream: stream.id }, covers)
    return { inserted, updated, unchanged: batch.records.length - inserted - updated }
  }

  function pick(isPicked: (record: MeasurementRecord) => boolean): IncomingMeasurements {
    return incomingOf(batch, records.filter(isPicked))
  }
}

/** As columns, so that the driver does not have to make them while the database waits. */
function incomingOf(
  { userId, integration, connectionId }: RecordBatch<MeasurementRecord>,
  records: readonly MeasurementRecord[],
): IncomingMeasurements {
  const column = (read: (record: MeasurementRecord) => string | number) => arrayLiteral(records.map(read))
  return {
    userId,
    integration,
    connectionId,
    count: records.length,
    externalIds: column(({ externalId }) => externalId),
    metrics: column(({ metric }) => measurementMetric(integration, metric)),
    instants: column(({ measuredAt }) => measuredAt),
    values: column(({ value }) => value),
    units: column(({ unit }) => unit),
  }
}

/** `<plugin>.<field>`; an integration may give the full name or only the field. */
function measurementMetric(integration: string, metric: string): string {
  return metric.startsWith(`${integration}.`) ? metric : `${integration}.${metric}`
}
