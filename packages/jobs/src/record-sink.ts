import { contributionPoint } from '@tributary/core'
import type { DateRange, Stream, StreamKind } from '@tributary/integration-kit'
import type { Transaction } from 'kysely'

/** The records of one page, already valid, and whose they are. */
export interface RecordBatch<Row> {
  readonly userId: string
  /** The integration's name; for media, the platform. */
  readonly integration: string
  readonly records: readonly Row[]
  /** The stream that delivered them. */
  readonly stream: Stream<Row>
  /** The local dates of which the stream has now delivered all there is. */
  readonly covers?: DateRange | undefined
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
export type RecordWrite = (trx: AnyTransaction) => Promise<WriteCounts>

// oxlint-disable-next-line typescript/no-explicit-any -- each sink knows its own tables
type AnyTransaction = Transaction<any>

/** A stream that could not be read. */
export interface StreamFailure {
  readonly userId: string
  readonly integration: string
  readonly stream: Stream
  readonly window: DateRange
  readonly code: string
  readonly message: string
}

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
  /** Notes that a stream could not be read for a window, in the transaction that ends the run. */
  noteFailure?(trx: AnyTransaction, failure: StreamFailure): Promise<void>
  /** Deletes what an integration has delivered for a user: asked when they disconnect and want it gone. */
  erase?(trx: AnyTransaction, whose: { readonly userId: string; readonly integration: string }): Promise<void>
}

// oxlint-disable-next-line typescript/no-explicit-any -- a list of sinks of different rows; the engine matches them by kind
export const recordSinks = contributionPoint<RecordSink<any>>('recordSinks')
