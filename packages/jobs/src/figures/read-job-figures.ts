import type { Database } from '@tributary/database'
import { INTEGRATION_ERRORS, integrationErrorOf } from '@tributary/integration-kit/host'
import { sql } from 'kysely'
import type { JobsTables } from '../tables.ts'
import { GONE_AFTER_SECONDS, WAITS_FOR_PLUGIN } from '../worker-store.ts'

/** The jobs of one kind that have not ended. */
export interface OpenJobs {
  readonly kind: string
  /** Due, waiting only for a free worker. */
  readonly due: number
  /** Due, but behind another job of their lane or waiting for a plugin. */
  readonly blocked: number
  /** Queued for later. */
  readonly deferred: number
  readonly running: number
  /** How long the oldest due one has waited, in seconds; 0 without one. */
  readonly oldestDueSeconds: number
}

/** How the syncs of one integration ended in the last hour. */
export interface RecentSyncs {
  readonly integration: string
  /** Read something. */
  readonly succeeded: number
  /** Read nothing, for a reason that the person of the connection cannot resolve. */
  readonly failed: number
  /** The most frequent error code of the failed ones. */
  readonly code: string | null
}

/** The jobs and workers of all processes of a database. */
export interface JobFigures {
  readonly open: readonly OpenJobs[]
  readonly syncs: readonly RecentSyncs[]
  /** Worker processes that were seen in the last minute. */
  readonly workers: number
  /** The distinct reasons why running workers take no jobs. */
  readonly blockedBy: readonly string[]
}

/** Problems of one person's account do not count as failures of the integration. */
const OF_THE_PERSON = [
  ...Object.keys(INTEGRATION_ERRORS).filter((code) => integrationErrorOf(code)?.isOfPerson === true),
  'paused',
]

const OPEN = sql`
  select kind,
    count(*) filter (where status = 'queued' and run_after <= now() and not busy)::integer as due,
    count(*) filter (where status = 'queued' and run_after <= now() and busy)::integer as blocked,
    count(*) filter (where status = 'queued' and run_after > now())::integer as deferred,
    count(*) filter (where status = 'running')::integer as running,
    coalesce(
      extract(epoch from max(now() - run_after) filter (where status = 'queued' and run_after <= now() and not busy)),
      0
    )::float8 as "oldestDueSeconds"
  from import_jobs job, lateral (
    select exists (
      select from import_jobs other where other.lane = job.lane and other.status = 'running'
    ) or ${WAITS_FOR_PLUGIN} as busy
  ) lane
  where status in ('queued', 'running')
  group by kind`

const SYNCS = sql`
  select integration,
    count(*) filter (where status <> 'failed')::integer as succeeded,
    count(*) filter (where status = 'failed')::integer as failed,
    mode() within group (order by error_code) filter (where status = 'failed') as code
  from import_jobs
  where finished_at > now() - interval '1 hour' and kind = 'sync'
    and status in ('succeeded', 'partial', 'failed')
    and not (status = 'failed' and coalesce(error_code, '') in (${sql.join(OF_THE_PERSON)}))
  group by integration`

/** Reads all figures in one statement. */
export async function readJobFigures(database: Database): Promise<JobFigures> {
  const { rows } = await sql<JobFigures>`
    select
      (select coalesce(json_agg(open), '[]') from (${OPEN}) open) as open,
      (select coalesce(json_agg(syncs), '[]') from (${SYNCS}) syncs) as syncs,
      (
        select count(*)::integer from job_workers
        where seen_at > now() - make_interval(secs => ${GONE_AFTER_SECONDS})
      ) as workers,
      (
        select coalesce(array_agg(distinct blocked_by), '{}') from job_workers
        where seen_at > now() - make_interval(secs => ${GONE_AFTER_SECONDS}) and blocked_by is not null
      ) as "blockedBy"`.execute(database.tables<JobsTables>())
  const [figures] = rows
  if (figures === undefined) throw new Error('the database returned no figures')
  return figures
}
