import { isUniqueViolation, storableText } from '@tributary/database'
import type { JobErrorCode, JobStatus } from '@tributary/integration-host'
import type { JsonValue } from '@tributary/integration-kit/host'
import { type Kysely, type QueryCreator, sql } from 'kysely'
import { type CursorKey, saveCursor } from './cursor-store.ts'
import { ENDED, statesBefore } from './job-states.ts'
import { judgedByRecords } from './judge-store.ts'
import type { QueuedJob } from './queue/job-queue.ts'
import type { JobRow, JobsTables } from './tables.ts'

type Db = Kysely<JobsTables>

/** Why a job could not be started: it has ended, is not due, or another job of its lane is running. */
export type ClaimRefusal = 'not-due' | { readonly busy: QueuedJob }

/**
 * Starts a job for this worker and increments the fence, so that a previous worker can commit nothing more. The
 * unique index refuses the start while another job of the lane is running.
 */
export async function claimJob(db: Db, id: string): Promise<JobRow | ClaimRefusal> {
  try {
    const row = await db
      .updateTable('import_jobs')
      .set((eb) => ({
        status: 'running' as const,
        fence: eb('fence', '+', 1),
        // Starts in a row without a page between them.
        stalled: sql<number>`case when status = 'running' and pages = pages_at_start then stalled + 1 else 0 end`,
        pages_at_start: eb.ref('pages'),
        started_at: sql<Date>`coalesce(started_at, now())`,
        claimed_at: sql<Date>`now()`,
        updated_at: sql<Date>`now()`,
      }))
      .where('id', '=', id)
      .where('status', 'in', statesBefore('running'))
      // A queue entry that outlived its worker may be delivered before the provider's wait has passed.
      .where((eb) => eb.or([eb('status', '=', 'running'), eb('run_after', '<=', sql<Date>`now()`)]))
      .returningAll()
      .executeTakeFirst()
    return row ?? 'not-due'
  } catch (error) {
    if (!isUniqueViolation(error, 'import_jobs_one_running')) throw error
    const job = await db
      .selectFrom('import_jobs')
      .select(['id', 'kind', 'trigger'])
      .where('id', '=', id)
      .executeTakeFirst()
    return job === undefined ? 'not-due' : { busy: job }
  }
}

/** A job that a worker has started, and the fence that it got. */
export interface HeldJob {
  readonly id: string
  readonly fence: number
}

/** Updates a job while this worker holds it: a stale fence matches no row. */
function updateHeld(db: QueryCreator<JobsTables>, { id, fence }: HeldJob) {
  return db
    .updateTable('import_jobs')
    .where('id', '=', id)
    .where('fence', '=', fence)
    .where('status', '=', 'running')
}

/** The changes of one page to its job. */
export interface PageCounts {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
  readonly skipped: number
}

/**
 * Adds a page's counters and cursor to its job, if this worker still holds it and no other run has moved the cursor: without
 * a result, the caller rolls the page back. Resolves to whether cancellation was requested, and to the version of the
 * stream's cursor.
 */
export async function recordPage(
  db: Db,
  page: {
    jobId: string
    fence: number
    counts: PageCounts
    progress: number | undefined
    warning?: string | undefined
    /** Where the stream goes on: `own` in the job itself, or in the cursor that all syncs of the connection continue. */
    cursor: { stream: string; value: JsonValue } & (
      | { own: true }
      | { own: false; key: CursorKey; version: number }
    )
  },
): Promise<{ cancelRequested: boolean; version: number } | undefined> {
  const { counts, cursor } = page
  const held = { id: page.jobId, fence: page.fence }
  const update = cursor.own
    ? updateHeld(db, held)
    : updateHeld(
        db.with('moved', (statement) => saveCursor(statement, cursor.key, cursor)),
        held,
      ).where(sql<boolean>`exists (select from moved)`)
  const row = await update
    .set((eb) => ({
      fetched: eb('fetched', '+', counts.inserted + counts.updated + counts.unchanged + counts.rejected),
      inserted: eb('inserted', '+', counts.inserted),
      updated: eb('updated', '+', counts.updated),
      unchanged: eb('unchanged', '+', counts.unchanged),
      rejected: eb('rejected', '+', counts.rejected),
      skipped: eb('skipped', '+', counts.skipped),
      pages: eb('pages', '+', 1),
      failures: 0,
      updated_at: sql<Date>`now()`,
      ...(page.progress === undefined ? {} : { progress: page.progress }),
      ...(page.warning === undefined ? {} : { warnings: withWarning(page.warning) }),
      ...(cursor.own
        ? {
            cursors: sql<string>`cursors || jsonb_build_object(${cursor.stream}::text, ${JSON.stringify(cursor.value)}::jsonb)`,
          }
        : {}),
    }))
    .returning([
      'cancel_requested',
      (cursor.own ? sql<number>`0` : sql<number>`(select version from moved)`).as('version'),
    ])
    .executeTakeFirst()
  return row && { cancelRequested: row.cancel_requested, version: row.version }
}

/** A stream that warns on each page repeats itself or exceeds what a person reads. */
const MAX_WARNINGS = 10

function withWarning(warning: string) {
  const text = storableText(warning)
  return sql<string[]>`case
    when cardinality(warnings) >= ${MAX_WARNINGS} or ${text} = any(warnings) then warnings
    else array_append(warnings, ${text}::text) end`
}

/**
 * Adds a warning about a stream that starts over, and deletes the job's own cursor of it. Resolves like `recordPage`.
 */
export async function recordStartOver(
  db: Db,
  held: HeldJob,
  { stream, warning }: { stream: string; warning: string },
): Promise<{ cancelRequested: boolean } | undefined> {
  const row = await updateHeld(db, held)
    .set({
      cursors: sql<string>`cursors - ${stream}::text`,
      warnings: withWarning(warning),
      updated_at: sql<Date>`now()`,
    })
    .returning('cancel_requested')
    .executeTakeFirst()
  return row && { cancelRequested: row.cancel_requested }
}

/** Removes a warning of a running job. */
export async function deleteWarning(db: Db, held: HeldJob, warning: string): Promise<void> {
  await updateHeld(db, held)
    .set({ warnings: sql<string[]>`array_remove(warnings, ${storableText(warning)}::text)` })
    .execute()
}

/** Records that a stream was read to its end. Resolves like `recordPage`. */
export async function recordFinishedStream(
  db: Db,
  held: HeldJob,
  stream: string,
): Promise<{ cancelRequested: boolean } | undefined> {
  const row = await updateHeld(db, held)
    .set({
      finished_streams: sql<string[]>`array_append(finished_streams, ${stream}::text)`,
      updated_at: sql<Date>`now()`,
    })
    .returning('cancel_requested')
    .executeTakeFirst()
  return row && { cancelRequested: row.cancel_requested }
}

/** Locks a job that has ended, for the rest of the transaction. Resolves to whether it has. */
export async function lockEndedJob(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('import_jobs')
    .select('id')
    .where('id', '=', id)
    .where('status', 'in', [...ENDED])
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** The outcome of a run, for the job's row. */
export interface JobEnd {
  readonly status: 'succeeded' | 'partial' | 'failed' | 'cancelled'
  readonly error?: JobFailure
  /** The unusable responses that ended the run, to be stored with the reason. */
  readonly rejected?: readonly { readonly stream: string; readonly reason: string; readonly raw: unknown }[]
}

export interface JobFailure {
  readonly code: JobErrorCode
  readonly message: string
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly missingScopes?: readonly string[] | undefined
}

/** An ended job. */
export type EndedJob = Pick<
  JobRow,
  'status' | 'warnings' | 'fetched' | 'rejected' | 'error_code' | 'error_message'
>

/**
 * Ends a job that this worker holds. A successful one with rejected records is `partial`, or `failed` if all were
 * rejected. Resolves to the final status, or to `undefined` if this worker no longer holds it.
 */
export async function endJob(db: Db, held: HeldJob, end: JobEnd): Promise<EndedJob | undefined> {
  return updateHeld(db, held)
    .set((eb) => ({
      ...failureColumns(end.error),
      ...(end.status === 'succeeded' ? { progress: 1, ...judgedByRecords } : { status: end.status }),
      fetched: eb('fetched', '+', end.rejected?.length ?? 0),
      rejected: eb('rejected', '+', end.rejected?.length ?? 0),
      cancel_requested: false,
      finished_at: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
    }))
    .returning(['status', 'warnings', 'fetched', 'rejected', 'error_code', 'error_message'])
    .executeTakeFirst()
}

/**
 * Requeues a job that this worker holds, with a delay; a job with requested cancellation is cancelled instead.
 * Resolves to its new status, or to `undefined` if this worker no longer holds it.
 */
export async function deferJob(
  db: Db,
  held: HeldJob,
  wait: { seconds: number; error?: JobFailure; countsAsFailure: boolean },
): Promise<JobStatus | undefined> {
  const row = await updateHeld(db, held)
    .set((eb) => ({
      status: sql<JobStatus>`case when cancel_requested then 'cancelled' else 'queued' end`,
      finished_at: sql<Date>`case when cancel_requested then now() end`,
      cancel_requested: false,
      ...failureColumns(wait.error),
      run_after: sql<Date>`now() + make_interval(secs => ${wait.seconds})`,
      ...(wait.countsAsFailure ? { failures: eb('failures', '+', 1) } : {}),
      updated_at: sql<Date>`now()`,
    }))
    .returning('status')
    .executeTakeFirst()
  return row?.status
}

/** The columns of a failure; without one, empty. */
export function failureColumns(error: JobFailure | undefined) {
  return {
    error_code: error?.code ?? null,
    error_message: error === undefined ? null : storableText(error.message),
    error_line: error?.line ?? null,
    error_column: error?.column ?? null,
  }
}
