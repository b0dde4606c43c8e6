import { sqlState } from '@tributary/database'
import type { RejectedRecord } from '@tributary/integration-kit'
import { sql, type Transaction } from 'kysely'
import type { RecordBatch, RecordSink, RecordWrite, WriteCounts } from '../record-sink.ts'
import type { JobsTables } from '../tables.ts'

/** What became of a batch: what was written, and what the database refused. */
export interface Written {
  readonly counts: WriteCounts
  readonly rejected: readonly RejectedRecord[]
}

const NOTHING: WriteCounts = { inserted: 0, updated: 0, unchanged: 0 }

/** A batch, the sink it goes to and what that sink made of it. */
export interface PreparedBatch<Row> {
  readonly batch: RecordBatch<Row>
  readonly sink: RecordSink<Row>
  readonly write: RecordWrite
}

/** Has the sink prepare a batch. */
export function prepareBatch<Row>(sink: RecordSink<Row>, batch: RecordBatch<Row>): PreparedBatch<Row> {
  // A page without records may still say of which dates there are none, and what was wrong or is gone.
  const { records, covers, withdrawn = [], removed = [] } = batch
  const isEmpty = records.length + withdrawn.length + removed.length === 0 && covers === undefined
  return { batch, sink, write: isEmpty ? async () => NOTHING : sink.prepare(batch) }
}

/** Writes a batch in one go. Rejects, and with it goes the transaction, when one of its records cannot be written. */
export async function writeRecords<Row>(
  trx: Transaction<JobsTables>,
  { batch, sink, write }: PreparedBatch<Row>,
): Promise<Written> {
  const counts = await write(trx)
  const { inserted, updated, unchanged } = counts
  if (inserted + updated + unchanged !== batch.records.length) {
    throw new Error(
      `the sink "${sink.kind}" was given ${batch.records.length} records and accounts for ${inserted} inserted, ` +
        `${updated} updated and ${unchanged} unchanged: the three have to add up`,
    )
  }
  return { counts, rejected: [] }
}

/**
 * Writes a batch of which some record cannot be written: in halves, each behind a savepoint, until that record stands
 * alone and is put aside. Costs some twenty statements for each bad record among a thousand; good batches never come here.
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
      // What the page covers stays covered, also when its last record is put aside.
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
 * Whether a value is what the database would not take: SQLSTATE class 22 (data exception), 23514 (check) or 23502
 * (not null). Everything else is wrong with more than a record.
 */
export function isDataError(error: unknown): boolean {
  const state = sqlState(error)
  return state !== undefined && (state.startsWith('22') || state === '23514' || state === '23502')
}

function refusal(raw: unknown, error: unknown): RejectedRecord {
  const why = error instanceof Error ? error.message : String(error)
  return { reason: `The database cannot hold it: ${why}.`, raw }
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
