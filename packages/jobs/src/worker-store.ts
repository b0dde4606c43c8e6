import { type Kysely, sql } from 'kysely'
import type { JobsTables, WaitingFor } from './tables.ts'

type Db = Kysely<JobsTables>

/** How often a worker says that it runs; several times before it counts as gone. */
export const SEEN_EVERY_SECONDS = 15
/** A worker that was not seen for so long is gone. */
export const GONE_AFTER_SECONDS = 60

/** What a worker process says of itself. */
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

/** Forgets workers that have been gone for a day. */
export async function deleteGoneWorkers(db: Db): Promise<void> {
  await db.deleteFrom('job_workers').where('seen_at', '<', sql<Date>`now() - interval '1 day'`).execute()
}

const KEY = sql`(integration || case when kind = 'import' then '/import' else '/sync' end)`

// One that boots has said nothing yet.
const INFORMED = sql`seen_at > now() - make_interval(secs => ${sql.lit(GONE_AFTER_SECONDS)})
  and (blocked_by is not null or unavailable <> '{}' or runs <> '{}')`

/** Whether no worker can run a queued job of `import_jobs`, though there are some. For many jobs at once. */
export const WAITS_FOR_PLUGIN = sql<boolean>`(
  exists (select from job_workers where ${INFORMED})
  and not ${KEY} in (select unnest(runs) from job_workers where ${INFORMED})
)`

/**
 * What a queued job of `import_jobs` waits for: `null` when a worker can run it, or when none was seen. Workers say it, since the API
 * may be a process of its own, in which other plugins are up.
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
