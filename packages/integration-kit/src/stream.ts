import type { Static, TSchema, TUnsafe } from 'typebox'
import type { ConfigurationValues } from './config/configuration-values.ts'
import type { ContextTypes, TypeOf, ValuesOf } from './context-types.ts'
import type { DateRange } from './dates/date-range.ts'
import type { EventType } from './event-stream.ts'
import type { ProviderHttp } from './http/provider-http.ts'
import type { Logger } from './logger.ts'
import type { MetricType } from './metric-value.ts'
import { MediaRecord } from './records.ts'

/** A JSON value. Cursors are made of it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** A record that cannot be written, put aside with the reason so that a person can see it and it can be tried again. */
export interface RejectedRecord {
  /** For the person: what is wrong with it. */
  readonly reason: string
  /** Where in the file or feed: "line 12", "item 7 of page 3". */
  readonly position?: string
  readonly raw: unknown
}

/** What a stream yields. A page is committed whole, together with its cursor, or not at all. */
export interface Page<Row> {
  readonly records: readonly Row[]
  readonly rejected?: readonly RejectedRecord[]
  /** How many entries were left out on purpose, like trailers that started by themselves. */
  readonly skipped?: number
  /** Where the next run goes on after this page. Only the stream reads it. */
  readonly cursor: JsonValue
  /** Between 0 and 1, where it is known. */
  readonly progress?: number
  /** What the person should know about it though nothing failed, and what they can do: plays that are gone for good, for one. */
  readonly warning?: string
  /**
   * For daily metrics and measurements: the local dates, both inclusive, of which this stream has now delivered all there is.
   * A date among them without a value is known to be empty. Dates of a stream that are never covered are read again by
   * later runs.
   */
  readonly covers?: DateRange
  /**
   * For daily metrics: values that earlier pages may have delivered and that were wrong, like a piece of a night told as a
   * night. They are deleted. List them only with evidence: a value missing in a response is not evidence.
   */
  readonly withdrawn?: readonly WithdrawnValue[]
  /** For events: external ids of those that the provider says it has no longer. They are deleted. */
  readonly removed?: readonly string[]
}

/** A field and local date that has no value. */
export interface WithdrawnValue {
  readonly field: string
  readonly date: string
}

/** What every run of a stream is given. */
export interface RunContext {
  /** The cursor after the last committed page; `undefined` on a first run. */
  readonly cursor: JsonValue | undefined
  /** Aborts when the job is cancelled or the server stops. Check it between pages; pass it on to every wait. */
  readonly signal: AbortSignal
  readonly logger: Logger
}

/** What is the same for all streams of a run against the provider's API. */
export interface PrepareContext<Types extends ContextTypes = object> extends Omit<RunContext, 'cursor'> {
  /** `backfill` reads what lies before the days that syncs read, newest first, with a cursor of its own. */
  readonly kind: 'sync' | 'backfill'
  /** What the administrator has set, secrets opened. */
  readonly config: ValuesOf<TypeOf<Types, 'config'>>
  /** What the person has entered for the connection. */
  readonly connection: ValuesOf<TypeOf<Types, 'connection'>>
  /** The connected account, as returned by `identify`; `undefined` without an account. */
  readonly account: { readonly id: string; readonly name?: string } | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly window: DateRange
  /** The provider's API with the person's credentials; without any for `noAuth`. */
  readonly http: ProviderHttp
}

/** A run against the provider's API. */
export interface SyncContext<Types extends ContextTypes = object, Cursor = JsonValue>
  extends PrepareContext<Types> {
  /** The cursor after the last committed page; `undefined` on a first run. */
  readonly cursor: Cursor | undefined
  /** The result of the definition's `prepare` for this run; `undefined` without `prepare`. */
  readonly prepared: TypeOf<Types, 'prepared'>
}

/** A run over an uploaded file. */
export interface ImportContext extends RunContext {
  readonly file: ImportFile
  /** The import's options, validated against the schema of `fileImport`. */
  readonly options: Readonly<Record<string, unknown>>
  /**
   * The settings of the person's connections to the integration, for what a file does not say, like a time zone. Empty without any
   * connection; a setting in which several connections differ is left out.
   */
  readonly connection: ConfigurationValues
  /**
   * The records that this integration has delivered to the person for local dates, both inclusive, this run's own among
   * them: to warn of a file that tells the same history in other words. Whole days of at most 20,000 records in all, the earliest
   * first. Absent where the kind of record keeps no such list.
   */
  readonly delivered?: (dates: DateRange) => Promise<readonly DeliveredRecord[]>
}

/** A record that has been delivered. */
export interface DeliveredRecord {
  readonly externalId: string
  /** The local date, `YYYY-MM-DD`. */
  readonly date: string
}

/** An uploaded file. It can be read more than once, and is never in memory as a whole. */
export interface ImportFile {
  readonly filename: string
  /** In bytes. */
  readonly size: number
  /** Reads the file from its start. */
  open(): AsyncIterable<Uint8Array>
  /**
   * Reads the bytes from `start` to before `end`, for formats like ZIP that have their directory at the end. Where it is absent,
   * `open` has to be read up to them.
   */
  openRange?(start: number, end: number): AsyncIterable<Uint8Array>
}

/** The kinds of record that the server knows by itself. */
export const STREAM_KINDS = ['media', 'dailyMetric', 'measurement', 'event'] as const

/** A package may add a kind by contributing a record sink. */
export type StreamKind = (typeof STREAM_KINDS)[number] | (string & {})

/** One kind of record that an integration delivers. Made by `mediaStream` and its siblings. */
// oxlint-disable-next-line typescript/no-explicit-any -- what a stream expects is checked where it meets its definition, in `defineIntegration`
export interface Stream<Row = unknown, Types extends ContextTypes = any> {
  /** Unique in the integration, lower-case kebab: `recently-played`. */
  readonly id: string
  readonly kind: StreamKind
  readonly displayName: string
  /** What each record must look like; a record that does not is rejected alone. */
  readonly recordSchema: TSchema
  /** The scopes it needs; of a list inside, any one. Without them this stream waits and the others run. */
  readonly scopes?: readonly (string | readonly string[])[]
  /** Set where a person has to switch the stream on: why it is off, like its volume. */
  readonly offByDefault?: string
  /** Reads from the provider's API. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a stored cursor is checked against `cursor` before it gets here
  readonly sync?: (context: SyncContext<Types, any>) => AsyncIterable<Page<Row>>
  /** Reads from an uploaded file. */
  readonly importFile?: (context: ImportContext) => AsyncIterable<Page<Row>>
  /** What its cursors look like. The stream starts over, with a warning, where a stored one is of another form. */
  readonly cursor?: TSchema
  /** For events: the kinds of event it delivers. */
  readonly types?: Readonly<Record<string, EventType>>
  /** For daily metrics, measurements and events: the fields it delivers. */
  readonly fields?: Readonly<Record<string, MetricField>>
  /** For media and events: whether an item is updated of whose record `raw` alone has changed. */
  readonly rawChanges?: 'update' | 'ignore'
}

/** A metric as a person reads it. */
export interface MetricField {
  readonly label: string
  readonly unit?: string
  readonly type: MetricType
  /**
   * For daily metrics: the metric of another integration whose history this one continues, `google-fit.steps`, in the same unit. Its values are
   * shown for the dates that this one does not have. It may be of an integration that does not run.
   */
  readonly continues?: string
}

/** Any JSON value: the cursors of a stream that does not declare them. */
export type AnyCursor = TUnsafe<JsonValue>

/** What the author of a stream writes. */
export interface StreamOptions<Row, Types extends ContextTypes = object, Cursor extends TSchema = AnyCursor> {
  readonly id: string
  readonly displayName: string
  /** `['daily', ['activity:read', 'activity:read_all']]`: `daily` and one of the others. */
  readonly scopes?: readonly (string | readonly string[])[]
  readonly offByDefault?: string
  /** What its cursors look like; typed so in `sync`: `Type.Number()`. The stream starts over, with a warning, where a stored one is of another form. */
  readonly cursor?: Cursor
  readonly sync?: (context: SyncContext<Types, Static<Cursor>>) => AsyncIterable<Page<Row>>
  readonly importFile?: (context: ImportContext) => AsyncIterable<Page<Row>>
}

/**
 * A stream of things a person watched, heard or read; they become media items.
 *
 * @example
 * mediaStream({ id: 'reading-list', displayName: 'Reading list', rawChanges: 'ignore', async *sync({ http, cursor }) { … } })
 */
export function mediaStream<Types extends ContextTypes = object, Cursor extends TSchema = AnyCursor>(
  options: StreamOptions<MediaRecord, Types, Cursor> & {
    /**
     * `ignore` where the provider's own record changes all the time, like a count of views: an item is then updated only when something
     * else of it has changed. Default `update`.
     */
    readonly rawChanges?: 'update' | 'ignore'
  },
): Stream<MediaRecord, Types> {
  return { ...options, kind: 'media', recordSchema: MediaRecord }
}
