import { type KeysetPage, keysetPage } from '@tributary/database'
import type { JobKind, JobStatus, JobTrigger } from '@tributary/integration-host'
import { type Kysely, sql } from 'kysely'
import { ENDED } from './job-states.ts'
import type { QueuedJob } from './queue/job-queue.ts'
import type { JobRow, JobsTables, SyncWindow } from './tables.ts'
import { waitingFor } from './worker-store.ts'

type Db = Kysely<JobsTables>

/** The outcome of a back-fill, and where it stopped. */
type EndedBackfill = Pick<JobRow, 'status' | 'window' | 'streams' | 'cursors' | 'error_code' | 'finished_at'>

/** One page of a user's jobs, the newest first. */
export async function listJobs(
  db: Db,
  query: {
    userId: string
    integration?: string | undefined
    connectionId?: string | undefined
    kind?: JobKind | undefined
    status?: JobStatus | undefined
    trigger?: JobTrigger | undefined
    updatedSince?: Date | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<KeysetPage<JobRow>> {
  const { userId, integration, connectionId, kind, status, trigger, updatedSince, cursor, limit } = query
  let rows = db.selectFrom('import_jobs').selectAll().select(waitingFor).where('user_id', '=', userId)
  if (integration !== undefined) rows = rows.where('integration', '=', integration)
  if (connectionId !== undefined) rows = rows.where('connection_id', '=', connectionId)
  if (kind !== undefined) rows = rows.where('kind', '=', kind)
  if (trigger !== undefined) rows = rows.where('trigger', '=', trigger)
  if (status !== undefined) rows = rows.where('status', '=', status)
  if (updatedSince !== undefined) rows = rows.where('updated_at', '>=', updatedSince)
  const filters = { integration, connectionId, kind, status, trigger, updatedSince }
  return keysetPage(rows, { list: 'jobs', by: [['seq', 'bigint']], filters, limit, cursor })
}

/** The integrations that a user has jobs of. */
export async function listIntegrations(db: Db, userId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('import_jobs')
    .select('integration')
    .distinct()
    .where('user_id', '=', userId)
    .execute()
  return rows.map(({ integration }) => integration)
}

/** Whether a user has jobs of a connection, which may be deleted by now. */
export async function hasJobsOf(db: Db, userId: string, connectionId: string): Promise<boolean> {
  const row = await db
    .selectFrom('import_jobs')
    .select('id')
    .where('user_id', '=', userId)
    .where('connection_id', '=', connectionId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Jobs of any users by their ids, in one query. */
export async function findJobs(db: Db, ids: readonly string[]): Promise<readonly JobRow[]> {
  return (
    db
      .selectFrom('import_jobs')
      .selectAll()
      .select(waitingFor)
      // One parameter however many ids: a list of parameters is limited to 65,535.
      .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
      .execute()
  )
}

/** Serialises queuing by one person until the end of the transaction. */
export async function lockAskedOf(db: Db, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`jobs/queued/${userId}`}, 0))`.execute(db)
}

/** The number of a person's waiting jobs with one of these triggers. */
export async function countAsked(db: Db, userId: string, triggers: readonly JobTrigger[]): Promise<number> {
  const { queued } = await db
    .selectFrom('import_jobs')
    .select(({ fn }) => fn.countAll<string>().as('queued'))
    .where('user_id', '=', userId)
    .where('status', '=', 'queued')
    .where('trigger', 'in', triggers)
    .executeTakeFirstOrThrow()
  return Number(queued)
}

export async function findLastJob(db: Db, userId: string, integration: string): Promise<JobRow | undefined> {
  return db
    .selectFrom('import_jobs')
    .selectAll()
    .select(waitingFor)
    .where('user_id', '=', userId)
    .where('integration', '=', integration)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The lanes with a waiting or running sync. */
export async function findBusyLanes(db: Db, lanes: readonly string[]): Promise<ReadonlySet<string>> {
  const open = await listOpenOfLanes(db, lanes)
  return new Set(open.filter(({ kind }) => kind === 'sync').map(({ lane }) => lane))
}

/** The dates of the waiting and running jobs of a lane. */
export async function listOpenWindows(db: Db, lane: string): Promise<readonly SyncWindow[]> {
  const open = await listOpenOfLanes(db, [lane])
  return open.flatMap(({ window }) => window ?? [])
}

/** Two lists, each with an index of its own by lane; for both states at once, PostgreSQL would read all open jobs. */
async function listOpenOfLanes(
  db: Db,
  lanes: readonly string[],
): Promise<readonly Pick<JobRow, 'lane' | 'kind' | 'window'>[]> {
  if (lanes.length === 0) return []
  const ofState = (status: 'queued' | 'running') =>
    db
      .selectFrom('import_jobs')
      .select(['lane', 'kind', 'window'])
      .where('lane', '=', sql<string>`any(${[...lanes]}::text[])`)
      // A constant, which a partial index names.
      .where('status', '=', sql.lit(status))
  return ofState('queued').unionAll(ofState('running')).execute()
}

/** The back-fills of a lane that have ended, from those that reach back to a date, queued since a time; the oldest first. */
export async function listEndedBackfills(
  db: Db,
  { lane, startDate, since }: { readonly lane: string; readonly startDate: string; readonly since: Date },
): Promise<readonly EndedBackfill[]> {
  return (
    db
      .selectFrom('import_jobs')
      .select(['status', 'window', 'streams', 'cursors', 'error_code', 'finished_at'])
      .where('lane', '=', lane)
      .where('status', 'in', [...ENDED])
      .where('created_at', '>=', since)
      .where(sql<string>`"window" ->> 'startDate'`, '<=', startDate)
      // Caused by disconnecting, so not relevant for the current connection.
      .where(sql<boolean>`error_code is distinct from 'disconnected'`)
      .orderBy('seq')
      .execute()
  )
}

/** Open jobs without progress for a while and without an entry in the queue (pg-boss's own table). */
export async function listLostJobs(db: Db, quietSeconds: number): Promise<QueuedJob[]> {
  return db
    .selectFrom('import_jobs')
    .select(['id', 'kind', 'trigger'])
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
