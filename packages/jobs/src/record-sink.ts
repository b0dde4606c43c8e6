import { contributionPoint } from '@tributary/core'
import type { StreamKind } from '@tributary/integration-kit'
import type { Transaction } from 'kysely'

/** The records of one page, already valid, and whose they are. */
export interface RecordBatch<Row> {
  readonly userId: string
  /** The integration's name; for media, the platform. */
  readonly integration: string
  readonly records: readonly Row[]
}

/** What writing a batch did. The three add up to the number of records. */
export interface WriteCounts {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
}

/**
 * Writes a prepared batch. The engine calls it inside the page's transaction, so it uses nothing but `trx` and waits
 * for nothing else. Writing the same batch again changes nothing.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- each sink knows its own tables
export type RecordWrite = (trx: Transaction<any>) => Promise<WriteCounts>

/**
 * Writes one kind of record. The plugin that owns the tables contributes it.
 *
 * `prepare` does what needs no database, like turning records into columns: it runs while the page before is being
 * committed, so that the database does not wait for it.
 *
 * @example
 * context.contribute(recordSinks, { kind: 'media', prepare: prepareMediaItems })
 */
export interface RecordSink<Row = unknown> {
  readonly kind: StreamKind
  prepare(batch: RecordBatch<Row>): RecordWrite
}

// oxlint-disable-next-line typescript/no-explicit-any -- a list of sinks of different rows; the engine matches them by kind
export const recordSinks = contributionPoint<RecordSink<any>>('recordSinks')
