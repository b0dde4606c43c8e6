import { sqlState } from '@tributary/database'
import type { RejectedRecord } from '@tributary/integration-kit'
import { sql, type Transaction } from 'kysely'
import type { RecordBatch, RecordSink, RecordWrite, WriteCounts } from '../record-sink.ts'
import type { JobsTables } from '../tables.ts'

/** The result of a batch: written records, and records that the database refused. */
export interface Written {
  readonly counts: WriteCounts
  readonly rejected: readonly RejectedRecord[]
}

const NOTHING: WriteCounts = { inserted: 0, updated: 0, unchanged: 0 }

/** A batch, its sink and the prepared value. */
export interface PreparedBatch<Row> {
  readonly batch: RecordBatch<Row>
  readonly sink: RecordSink<Row>
  readonly write: RecordWrite
}

/** Prepares a batch with its sink. */
export function prepareBatch<Row>(sink: RecordSink<Row>, batch: RecordBatch<Row>): PreparedBatch<Row> {
  // A page without records may still report covered dates, corrections and deletions.
  const { records, covers, withdrawn = [], removed = [] } = batch
  const isEmpty = records.length + withdrawn.length + removed.length === 0 && covers === undefined
  return { batch, sink, write: isEmpty ? async () => NOTHING : sink.prepare(batch) }
}

/** Writes a batch at once. Rejects, which aborts the transaction, if one of its records cannot be written. */
export async function writeRecords<Row>(
  trx: Transaction<JobsTables>,
  { batch, sink, write }: PreparedBatch<Row>,
): Promise<Written> {
  const counts = await write(trx)
  const { inserted, updated, unchanged } = counts
  if (inserted + updated + unchanged !== batch.records.length) {
    throw new Error(
      `the sink "${sink.kind}" received ${batch.records.length} records but reports ${inserted} inserted, ` +
        `${updated} updated and ${unchanged} unchanged: the sum must match`,
    )
  }
  return { counts, rejected: [] }
}

/**
 * Writes a batch with a bad record by bisection: in halves, each with a savepoint, until the bad record is isolated
 * and rejected. Costs some twenty statements for each bad record among a thousand; good batches never get here.
 */
export async function writeAroundBad<Row>(
  trx: Transaction<JobsTables>,
  prepared: PreparedBatch<Row>,
): Promise<Written> {
  const { batch, sink } = prepared
  await sql`savepoint batch`.execute(trx)
  try {
    const written = await writeRecords(trx, prepared)
    await sql`release savepoint batch`.execute(trx)
    return written
  } catch (error) {
    if (!isDataError(error)) throw error
    await sql`rollback to savepoint batch`.execute(trx)
    await sql`release savepoint batch`.execute(trx)
    const { records } = batch
    if (records.length === 0) throw error
    if (records.length === 1) {
      // The dates of the page stay covered, even if its last record is rejected.
      await writeRecords(trx, prepareBatch(sink, { ...batch, records: [] }))
      return { counts: NOTHING, rejected: [refusal(records[0], error)] }
    }
    const middle = Math.ceil(records.length / 2)
    const half = (part: readonly Row[]) => prepareBatch(sink, { ...batch, records: part })
    const first = await writeAroundBad(trx, half(records.slice(0, middle)))
    const second = await writeAroundBad(trx, half(records.slice(middle)))
    return both(first, second)
  }
}

/**
 * Whether the database refused a value: SQLSTATE class 22 (data exception), 23514 (check) or 23502
 * (not null). Any other error concerns more than one record.
 */
export function isDataError(error: unknown): boolean {
  const state = sqlState(error)
  return state !== undefined && (state.startsWith('22') || state === '23514' || state === '23502')
}

function refusal(raw: unknown, error: unknown): RejectedRecord {
  const why = error instanceof Error ? error.message : String(error)
  return { reason: `The database cannot store it: ${why}.`, raw }
}

function both(one: Written, other: Written): Written {
  return {
    counts: {
      inserted: one.counts.inserted + other.counts.inserted,
      updated: one.counts.updated + other.counts.updated,
      unchanged: one.counts.unchanged + other.counts.unchanged,
    },
    rejected: [...one.rejected, ...other.rejected],
  }
}
