import { contributionPoint } from '@tributary/core'
import type { Delivered, JobKind } from '@tributary/integration-host'
import type { Stream } from '@tributary/integration-kit'
import type { WithdrawnValue } from '@tributary/integration-kit/daily'
import type { DateRange } from '@tributary/integration-kit/dates'
import type { DeliveredRecord, StreamKind } from '@tributary/integration-kit/host'
import type { Kysely, Transaction } from 'kysely'

/** The valid records of one page, with their origin. */
export interface RecordBatch<Row> {
  readonly userId: string
  /** The integration's name; for media, the platform. */
  readonly integration: string
  /** The connection that delivered them; `null` for a file, and where there is no account. */
  readonly connectionId: string | null
  readonly jobId: string
  /** The import of a file that delivered them; the sink records it for `undo`. */
  readonly importId?: string | undefined
  readonly records: readonly Row[]
  /** The stream that delivered them. */
  readonly stream: Stream<Row>
  /** The local dates that the stream has now delivered completely. */
  readonly covers?: DateRange | undefined
  /** Values of earlier pages that were wrong. Not among `records`, and not counted. */
  readonly withdrawn?: readonly WithdrawnValue[] | undefined
  /** Records that the provider has deleted, by external id. Not counted. */
  readonly removed?: readonly string[] | undefined
}

/** The result of writing a batch. The three add up to the number of records. */
export interface WriteCounts {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
}

/**
 * Writes a prepared batch. The engine calls it inside the page's transaction, so it uses only `trx` and awaits
 * nothing else. Writing the same batch again changes nothing.
 */
export type RecordWrite = (trx: AnyTransaction) => Promise<WriteCounts>

// oxlint-disable-next-line typescript/no-explicit-any -- each sink knows its own tables
type AnyTransaction = Transaction<any>

// oxlint-disable-next-line typescript/no-explicit-any -- each sink knows its own tables
type AnyDatabase = Kysely<any>

export interface DeliveredQuery {
  readonly userId: string
  readonly integration: string
  readonly dates: DateRange
}

/** A stream that could not be read. */
export interface StreamFailure {
  readonly userId: string
  readonly integration: string
  readonly connectionId: string | null
  readonly stream: Stream
  readonly window: DateRange
  /** Of the job. Only back-fills count as attempts to fill a gap: syncs read the last days again anyway. */
  readonly kind: JobKind
  readonly code: string
  readonly message: string
}

/** A date of a stream that has not been delivered completely. */
export interface Gap {
  readonly stream: string
  /** `YYYY-MM-DD` */
  readonly date: string
  /** The number of unsuccessful back-fills of this date. */
  readonly attempts: number
  readonly triedAt: Date | null
  /** Of the last failure; `null` if it was not requested yet. */
  readonly code: string | null
}

export interface GapQuery {
  readonly userId: string
  readonly integration: string
  readonly connectionId: string | null
  readonly streams: readonly string[]
  readonly range: DateRange
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
  /** Records that a stream could not be read for a window, in the transaction that ends the run. */
  recordFailure?(trx: AnyTransaction, failure: StreamFailure): Promise<void>
  /** Records that a back-fill has read a stream to its end without delivering all dates of the window. */
  recordUndelivered?(trx: AnyTransaction, undelivered: Omit<StreamFailure, 'code' | 'message'>): Promise<void>
  /**
   * The dates that are missing: those of the range without an account, and those that failed, also before the range.
   * Only of streams that report covered dates.
   */
  listGaps?(trx: AnyTransaction, query: GapQuery): Promise<readonly Gap[]>
  /** What an integration has delivered for a user on local dates, both inclusive: whole days of at most 20,000 records in all, the earliest first. */
  listDelivered?(db: AnyDatabase, query: DeliveredQuery): Promise<readonly DeliveredRecord[]>
  /** Deletes records that the provider of a connection has deleted, by external id. */
  remove?(
    trx: AnyTransaction,
    whose: { readonly userId: string; readonly integration: string; readonly connectionId: string },
    externalIds: readonly string[],
  ): Promise<void>
  /**
   * Deletes what an integration has delivered for a user, when they disconnect and want it deleted. With `connectionId` only what that connection has
   * delivered, except for records that a file or another connection has delivered as well.
   */
  erase?(trx: AnyTransaction, whose: Delivered): Promise<void>
  /**
   * Deletes the next records that only one import has delivered, some thousand at a time; records that were also delivered by another import
   * or a connection are kept. Called until nothing is left. Without it, imports with records of this kind cannot be undone.
   */
  undo?(trx: AnyTransaction, whose: UndoneImport): Promise<UndoneRecords>
}

/** An import that is undone. */
export interface UndoneImport {
  readonly userId: string
  readonly integration: string
  readonly importId: string
}

/** What one step of undoing an import did. */
export interface UndoneRecords {
  readonly deleted: number
  readonly kept: number
  /** Whether to call again. */
  readonly hasMore: boolean
}

// oxlint-disable-next-line typescript/no-explicit-any -- a list of sinks of different rows; the engine matches them by kind
export const recordSinks = contributionPoint<RecordSink<any>>('recordSinks')
