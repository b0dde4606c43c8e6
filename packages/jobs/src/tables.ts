import type { JobKind, JobStatus, JobTrigger } from '@tributary/integration-host'
import type { JsonValue } from '@tributary/integration-kit/host'
import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely'
import type { Take } from './budget/grant.ts'

type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
/** Written as text so that a JSON `null` or string stays JSON; read as the value. */
type Json<T> = ColumnType<T, string | undefined, string>

/** The local dates of a sync, both inclusive. */
export interface SyncWindow {
  readonly startDate: string
  readonly endDate: string
}

export interface ImportJobsTable {
  id: Generated<string>
  /** Grows with each job: the order of the list. */
  seq: ColumnType<number, never, never>
  user_id: string
  integration: string
  kind: JobKind
  trigger: JobTrigger
  /** The connection it reads through; `null` for files. Connections are another plugin's, so no foreign key. */
  connection_id: string | null
  status: ColumnType<JobStatus, JobStatus | undefined, JobStatus>
  /** Jobs of one lane run one after the other, which a unique index over the running ones enforces. */
  lane: string
  /** Grows with each start; a page of an earlier start is refused. */
  fence: Generated<number>
  /** Consecutive starts that committed nothing: detects a job that crashes its process each time. */
  stalled: Generated<number>
  /** `pages` at the last start. */
  pages_at_start: Generated<number>
  /** Consecutive failed attempts; a committed page resets it. */
  failures: Generated<number>
  fetched: Generated<number>
  inserted: Generated<number>
  updated: Generated<number>
  unchanged: Generated<number>
  rejected: Generated<number>
  skipped: Generated<number>
  pages: Generated<number>
  progress: number | null
  /** By stream, for imports and back-fills; syncs keep theirs in `sync_cursors`. */
  cursors: Json<Readonly<Record<string, JsonValue>>>
  /** The streams that it reads; `null`: all enabled ones. */
  streams: string[] | null
  /** Streams that this job has read to their end, which it does not read again when it goes on. */
  finished_streams: Generated<string[]>
  /** Warnings of the streams for the person, though nothing failed. */
  warnings: Generated<string[]>
  options: Json<Readonly<Record<string, unknown>>>
  window: ColumnType<SyncWindow | null, string | null | undefined, string | null>
  upload_id: string | null
  filename: string | null
  error_code: string | null
  error_message: string | null
  error_line: number | null
  error_column: number | null
  cancel_requested: Generated<boolean>
  /** Whether the sinks have recorded what it delivered; false for imports of earlier versions. */
  undoable: Generated<boolean>
  /** From then on it is not run again. */
  undo_begun_at: NullableTimestamp
  undone_at: NullableTimestamp
  undo_deleted: Generated<number>
  undo_kept: Generated<number>
  run_after: Timestamp
  /** When the last run began. */
  claimed_at: NullableTimestamp
  created_at: Timestamp
  started_at: NullableTimestamp
  finished_at: NullableTimestamp
  updated_at: Timestamp
}

/** `waiting_for`: where a query has looked for it, see `waitingFor` of the worker store. */
export type JobRow = Selectable<ImportJobsTable> & { readonly waiting_for?: WaitingFor | null }

export interface UploadsTable {
  id: Generated<string>
  user_id: string
  filename: string
  content_type: string
  /** During the upload: the stored size at the last reservation. */
  size: Generated<number>
  /** During the upload: the total reserved size. */
  reserved: Generated<number>
  complete: Generated<boolean>
  /** During the upload: when the receiving process last renewed its lease. */
  leased_at: Timestamp
  /** The storage instance that has the file; `null`: its chunks are in the database. Instances are another plugin's, so no foreign key. */
  storage_instance: ColumnType<string | null, string | null | undefined, string | null>
  created_at: Timestamp
}

/** Objects in storage instances whose file is deleted. Inserted by a trigger. */
export interface UploadLeftoversTable {
  upload_id: string
  storage_instance: string
  tried_at: Timestamp
  created_at: Timestamp
}

export interface UploadChunksTable {
  upload_id: string
  seq: number
  data: Buffer
}

export interface SyncCursorsTable {
  user_id: string
  integration: string
  /** `NO_CONNECTION`: of an integration without accounts. */
  connection_id: string
  stream: string
  cursor: JSONColumnType<{ readonly value: JsonValue }>
  version: Generated<number>
  updated_at: Timestamp
}

export interface RejectedRecordsTable {
  id: ColumnType<number, never, never>
  job_id: string
  stream: string
  position: string | null
  reason: string
  raw: Json<unknown>
  /** Whether `raw` is a record of the stream, unaltered, that can be written again; else it is the provider's own. */
  retriable: Generated<boolean>
  created_at: Timestamp
}

export interface RateBudgetsTable {
  key: string
  takes: Json<readonly Take[]>
  blocked_until: NullableTimestamp
  updated_at: Timestamp
}

export interface JobWorkersTable {
  id: string
  seen_at: Timestamp
  /** What it can run, as `RunnableJobs.keys` names it. */
  runs: Generated<string[]>
  /** The known jobs that it cannot run, by the same names, with the reason. */
  unavailable: Json<Readonly<Record<string, WaitingFor>>>
  /** Why it takes no jobs at all. */
  blocked_by: string | null
}

/** The plugin that a queued job waits for. */
export interface WaitingFor {
  readonly plugin: string
  readonly reason: string
}

/** How much of the workers a person has had, at a time: it counts for less as it gets older. */
export interface JobTurnsTable {
  user_id: string
  /** Seconds. */
  used: number
  used_at: Timestamp
}

export interface JobsTables {
  import_jobs: ImportJobsTable
  uploads: UploadsTable
  upload_chunks: UploadChunksTable
  upload_leftovers: UploadLeftoversTable
  sync_cursors: SyncCursorsTable
  rejected_records: RejectedRecordsTable
  rate_budgets: RateBudgetsTable
  job_workers: JobWorkersTable
  job_turns: JobTurnsTable
}
