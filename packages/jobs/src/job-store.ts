import { isUniqueViolation, type KeysetPage, keysetPage } from '@tributary/database'
import type { JobStatus, JsonValue } from '@tributary/integration-kit'
import { type Kysely, sql } from 'kysely'
import { ENDED, hasEnded, statesBefore } from './job-states.ts'
import { storableText } from './storable.ts'
import type { ImportJobsTable, JobRow, JobsTables, SyncWindow } from './tables.ts'

type Db = Kysely<JobsTables>

/** What a new job is made of. */
export interface NewJob {
  readonly userId: string
  readonly integration: string
  readonly trigger: ImportJobsTable['trigger']
  readonly options?: Readonly<Record<string, unknown>>
  readonly upload?: { readonly id: string; readonly filename: string }
  readonly window?: SyncWindow
}

export async function insertJob(db: Db, job: NewJob): Promise<JobRow> {
  return db
    .insertInto('import_jobs')
    .values({
      user_id: job.userId,
      integration: job.integration,
      kind: job.upload === undefined ? 'sync' : 'import',
      trigger: job.trigger,
      lane: `${job.userId}/${job.integration}`,
      options: JSON.stringify(job.options ?? {}),
      window: job.window === undefined ? null : JSON.stringify(job.window),
      upload_id: job.upload?.id ?? null,
      filename: job.upload?.filename ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** A job of a user; another user's is not there. */
export async function findJob(db: Db, id: string, userId: string): Promise<JobRow | undefined> {
  return db
    .selectFrom('import_jobs')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
}

export async function findLastJob(db: Db, userId: string, integration: string): Promise<JobRow | undefined> {
  return db
    .selectFrom('import_jobs')
    .selectAll()
    .where('user_id', '=', userId)
    .where('integration', '=', integration)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** One page of a user's jobs, the newest first. */
export async function listJobs(
  db: Db,
  query: {
    userId: string
    integration?: string | undefined
    status?: JobStatus | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<KeysetPage<JobRow>> {
  const { userId, integration, status, cursor, limit } = query
  let rows = db.selectFrom('import_jobs').selectAll().where('user_id', '=', userId)
  if (integration !== undefined) rows = rows.where('integration', '=', integration)
  if (status !== undefined) rows = rows.where('status', '=', status)
  return keysetPage(rows, { by: [['seq', 'bigint']], limit, cursor })
}

/** Why a job could not be started: it has ended or its time has not come, or another of its lane runs. */
export type ClaimRefusal = 'not-due' | 'lane-busy'

/**
 * Starts a job for this worker: the fence grows, so that whoever ran it before can commit nothing more. Another
 * running job of the same lane refuses it, by the unique index and not by a look beforehand.
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
        updated_at: sql<Date>`now()`,
      }))
      .where('id', '=', id)
      .where('status', 'in', statesBefore('running'))
      // An entry that outlived its worker may come before the time that the provider asked for.
      .where((eb) => eb.or([eb('status', '=', 'running'), eb('run_after', '<=', sql<Date>`now()`)]))
      .returningAll()
      .executeTakeFirst()
    return row ?? 'not-due'
  } catch (error) {
    if (isUniqueViolation(error, 'import_jobs_one_running')) return 'lane-busy'
    throw error
  }
}

/** What one page adds to its job. */
export interface PageCounts {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
  readonly skipped: number
}

/**
 * Adds a page's counters and cursor to its job, if this worker still holds it: a stale fence changes no row, and the
 * caller rolls the page back. Resolves to whether the person has asked to cancel.
 */
export async function recordPage(
  db: Db,
  page: {
    jobId: string
    fence: number
    counts: PageCounts
    progress: number | undefined
    cursor?: { stream: string; value: JsonValue }
  },
): Promise<{ cancelRequested: boolean } | undefined> {
  const { counts } = page
  const row = await db
    .updateTable('import_jobs')
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
      ...(page.cursor === undefined
        ? {}
        : {
            cursors: sql<string>`cursors || jsonb_build_object(${page.cursor.stream}::text, ${JSON.stringify(page.cursor.value)}::jsonb)`,
          }),
    }))
    .where('id', '=', page.jobId)
    .where('fence', '=', page.fence)
    .where('status', '=', 'running')
    .returning('cancel_requested')
    .executeTakeFirst()
  return row === undefined ? undefined : { cancelRequested: row.cancel_requested }
}

/** How a run ended, for the job's row. */
export interface JobEnd {
  readonly status: 'succeeded' | 'partial' | 'failed' | 'cancelled'
  readonly error?: JobFailure
  /** A response that the run ended over, to be kept with the reason. */
  readonly rejected?: { readonly stream: string; readonly reason: string; readonly raw: unknown }
}

export interface JobFailure {
  readonly code: string
  readonly message: string
  readonly line?: number | undefined
  readonly column?: number | undefined
}

/** Ends a job that this worker holds. Resolves to false when it holds it no longer. */
export async function endJob(db: Db, held: { id: string; fence: number }, end: JobEnd): Promise<boolean> {
  const result = await db
    .updateTable('import_jobs')
    .set((eb) => ({
      status: end.status,
      ...failureColumns(end.error),
      ...(end.status === 'succeeded' ? { progress: 1 } : {}),
      ...(end.rejected === undefined
        ? {}
        : { fetched: eb('fetched', '+', 1), rejected: eb('rejected', '+', 1) }),
      cancel_requested: false,
      finished_at: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', held.id)
    .where('fence', '=', held.fence)
    .where('status', '=', 'running')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/**
 * Puts a job that this worker holds back into the queue, to run after a while; one that is to be cancelled does not
 * wait for that. Resolves to what it is now, or to `undefined` when this worker holds it no longer.
 */
export async function deferJob(
  db: Db,
  held: { id: string; fence: number },
  wait: { seconds: number; error?: JobFailure; countsAsFailure: boolean },
): Promise<JobStatus | undefined> {
  const row = await db
    .updateTable('import_jobs')
    .set((eb) => ({
      status: sql<JobStatus>`case when cancel_requested then 'cancelled' else 'queued' end`,
      finished_at: sql<Date>`case when cancel_requested then now() end`,
      cancel_requested: false,
      ...failureColumns(wait.error),
      run_after: sql<Date>`now() + make_interval(secs => ${wait.seconds})`,
      ...(wait.countsAsFailure ? { failures: eb('failures', '+', 1) } : {}),
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', held.id)
    .where('fence', '=', held.fence)
    .where('status', '=', 'running')
    .returning('status')
    .executeTakeFirst()
  return row?.status
}

/** The job that has waited longest for this lane to be free, if any is due. */
export async function findNextOfLane(db: Db, lane: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('import_jobs')
    .select('id')
    .where('lane', '=', lane)
    .where('status', '=', 'queued')
    .where('run_after', '<=', sql<Date>`now()`)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** Cancels at once what waits; asks the worker of what runs. Resolves to the job, or `undefined` if it has ended. */
export async function requestCancel(db: Db, id: string, userId: string): Promise<JobRow | undefined> {
  return db
    .updateTable('import_jobs')
    .set({
      status: sql<JobStatus>`case when status = 'queued' then 'cancelled' else status end`,
      finished_at: sql<Date>`case when status = 'queued' then now() else finished_at end`,
      cancel_requested: sql<boolean>`status = 'running'`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('status', 'not in', [...ENDED])
    .returningAll()
    .executeTakeFirst()
}

/** Puts an ended job back into the queue; it goes on after its last page. */
export async function requeueJob(db: Db, id: string, userId: string): Promise<JobRow | undefined> {
  return db
    .updateTable('import_jobs')
    .set({
      status: 'queued',
      ...failureColumns(undefined),
      failures: 0,
      stalled: 0,
      cancel_requested: false,
      finished_at: null,
      run_after: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('status', 'in', statesBefore('queued').filter(hasEnded))
    .returningAll()
    .executeTakeFirst()
}

/** Jobs that should be moving, have not moved for a while, and have no entry in the queue (pg-boss's own table). */
export async function listLostJobs(db: Db, quietSeconds: number): Promise<Pick<JobRow, 'id'>[]> {
  return db
    .selectFrom('import_jobs')
    .select('id')
    .where('status', 'in', ['queued', 'running'])
    .where('updated_at', '<', sql<Date>`now() - make_interval(secs => ${quietSeconds})`)
    .where('run_after', '<', sql<Date>`now() - make_interval(secs => ${quietSeconds})`)
    .where(
      sql<boolean>`not exists (
        select 1 from pgboss.job entry where entry.singleton_key = import_jobs.id::text and entry.state < 'completed'
      )`,
    )
    .orderBy('updated_at')
    .limit(100)
    .execute()
}

function failureColumns(error: JobFailure | undefined) {
  return {
    error_code: error?.code ?? null,
    error_message: error === undefined ? null : storableText(error.message),
    error_line: error?.line ?? null,
    error_column: error?.column ?? null,
  }
}
