import type { JobKind, JobStatus, JobTrigger } from '@tributary/integration-host'
import { type Insertable, type Kysely, sql } from 'kysely'
import { failureColumns } from './job-run-store.ts'
import { ENDED, hasEnded, statesBefore } from './job-states.ts'
import type { ImportJobsTable, JobRow, JobsTables, SyncWindow } from './tables.ts'
import { waitingFor } from './worker-store.ts'

type Db = Kysely<JobsTables>

const MOST_JOBS = 100

/** The values of a new job. */
export interface NewJob {
  readonly userId: string
  readonly integration: string
  readonly trigger: JobTrigger
  /** Default `import` with an upload, else `sync`. */
  readonly kind?: JobKind
  readonly connectionId?: string | undefined
  readonly options?: Readonly<Record<string, unknown>>
  readonly upload?: { readonly id: string; readonly filename: string }
  readonly window?: SyncWindow
  /** Default: all enabled streams. */
  readonly streams?: readonly string[] | undefined
  /** The initial cursors of a back-fill. Default: none. */
  readonly cursors?: JobRow['cursors']
}

export async function insertJob(db: Db, job: NewJob): Promise<JobRow> {
  return db.insertInto('import_jobs').values(columnsOf(job)).returningAll().executeTakeFirstOrThrow()
}

/** Inserts jobs, in one statement. */
export async function insertJobs(db: Db, jobs: readonly NewJob[]): Promise<readonly JobRow[]> {
  if (jobs.length === 0) return []
  return db.insertInto('import_jobs').values(jobs.map(columnsOf)).returningAll().execute()
}

function columnsOf(job: NewJob): Insertable<ImportJobsTable> {
  const kind = job.kind ?? (job.upload === undefined ? 'sync' : 'import')
  return {
    user_id: job.userId,
    integration: job.integration,
    kind,
    trigger: job.trigger,
    connection_id: job.connectionId ?? null,
    lane: laneOf({ ...job, kind }),
    options: JSON.stringify(job.options ?? {}),
    window: job.window === undefined ? null : JSON.stringify(job.window),
    streams: job.streams === undefined ? null : [...job.streams],
    ...(job.cursors === undefined ? {} : { cursors: JSON.stringify(job.cursors) }),
    upload_id: job.upload?.id ?? null,
    filename: job.upload?.filename ?? null,
    undoable: kind === 'import',
  }
}

/**
 * Jobs of one lane run one after the other: those of a connection, and the imports of a person and an integration. A back-fill has a lane of its own, since it may take days and the last
 * days' sync must not wait for it. The two may therefore ask the provider at the same time: its limits are kept by the
 * shared budget, of which a back-fill leaves a part to others.
 */
export function laneOf(
  job: Pick<NewJob, 'userId' | 'integration' | 'connectionId'> & { readonly kind: JobKind },
): string {
  const lane = job.connectionId ?? `${job.userId}/${job.integration}`
  return job.kind === 'backfill' ? `${lane}/backfill` : lane
}

/** A job of a user. Jobs of other users are not found. */
export async function findJob(db: Db, id: string, userId: string): Promise<JobRow | undefined> {
  return db
    .selectFrom('import_jobs')
    .selectAll()
    .select(waitingFor)
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
}

/** The newest jobs of connections, or of files with a delivery id of their own. */
export async function listJobsOf(
  db: Db,
  userId: string,
  connectionIds: readonly string[],
): Promise<readonly JobRow[]> {
  if (connectionIds.length === 0) return []
  return db
    .selectFrom('import_jobs')
    .selectAll()
    .select(waitingFor)
    .where('user_id', '=', userId)
    .where('connection_id', 'in', [...connectionIds])
    .orderBy('created_at', 'desc')
    .limit(MOST_JOBS)
    .execute()
}

/**
 * Cancels a waiting job at once; requests cancellation of a running one. Resolves to the job, or `undefined` if it
 * has ended.
 */
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

/** Requeues an ended job, which continues after its last page. */
export async function requeueJob(db: Db, id: string, userId: string): Promise<JobRow | undefined> {
  return db
    .updateTable('import_jobs')
    .set({
      status: 'queued',
      ...failureColumns(undefined),
      failures: 0,
      warnings: sql<string[]>`'{}'::text[]`,
      stalled: 0,
      cancel_requested: false,
      finished_at: null,
      run_after: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('status', 'in', statesBefore('queued').filter(hasEnded))
    .where('undo_begun_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}
