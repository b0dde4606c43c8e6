import { type Kysely, sql } from 'kysely'
import type { JobsTables, WaitingFor } from './tables.ts'

type Db = Kysely<JobsTables>

/** The heartbeat interval of a worker; several before it counts as dead. */
export const SEEN_EVERY_SECONDS = 15
/** A worker without a heartbeat for this long is dead. */
export const GONE_AFTER_SECONDS = 60

/** The state that a worker process records. */
export interface WorkerState {
  /** By `runnableKey`. Empty while the server boots. */
  readonly runs: readonly string[]
  readonly unavailable: Readonly<Record<string, WaitingFor>>
  /** Why it takes no jobs at all. */
  readonly blockedBy: string | undefined
}

/** Records that a worker process runs, and what it can run. */
export async function recordWorker(db: Db, id: string, state: WorkerState): Promise<void> {
  const values = {
    runs: [...state.runs],
    unavailable: JSON.stringify(state.unavailable),
    blocked_by: state.blockedBy ?? null,
  }
  await db
    .insertInto('job_workers')
    .values({ id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...values, seen_at: sql<Date>`now()` }))
    .execute()
}

/** Deletes a worker that has stopped, so that it is no longer counted. */
export async function deleteWorker(db: Db, id: string): Promise<void> {
  await db.deleteFrom('job_workers').where('id', '=', id).execute()
}

/** Deletes workers that have been dead for a day. */
export async function deleteGoneWorkers(db: Db): Promise<void> {
  await db.deleteFrom('job_workers').where('seen_at', '<', sql<Date>`now() - interval '1 day'`).execute()
}

const KEY = sql`(integration || case when kind = 'import' then '/import' else '/sync' end)`

// A booting worker has recorded nothing yet.
const INFORMED = sql`seen_at > now() - make_interval(secs => ${sql.lit(GONE_AFTER_SECONDS)})
  and (blocked_by is not null or unavailable <> '{}' or runs <> '{}')`

/** Whether no worker can run a queued job of `import_jobs`, though there are some. For many jobs at once. */
export const WAITS_FOR_PLUGIN = sql<boolean>`(
  exists (select from job_workers where ${INFORMED})
  and not ${KEY} in (select unnest(runs) from job_workers where ${INFORMED})
)`

/**
 * What a queued job of `import_jobs` waits for: `null` when a worker can run it, or when none was seen. Recorded by
 * workers, since the API may be a separate process with other running plugins.
 */
export const waitingFor = sql<WaitingFor | null>`case when status = 'queued' then (
  select coalesce(
    case when blocked_by is not null then jsonb_build_object('plugin', 'database', 'reason', blocked_by) end,
    unavailable -> ${KEY},
    jsonb_build_object('plugin', integration, 'reason', 'no worker has the plugin "' || integration || '"')
  )
  from job_workers worker
  where ${INFORMED}
    and not exists (
      select from job_workers other
      where other.seen_at > now() - make_interval(secs => ${sql.lit(GONE_AFTER_SECONDS)})
        and other.runs @> array[${KEY}]
    )
  order by blocked_by is not null, unavailable ? ${KEY} desc, seen_at desc
  limit 1
) end`.as('waiting_for')
