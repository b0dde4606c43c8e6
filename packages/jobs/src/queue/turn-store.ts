import { MIGRATIONS_SCHEMA } from '@tributary/database'
import { type Kysely, sql } from 'kysely'
import type { JobsTables } from '../tables.ts'
import { QUEUE } from './job-queue.ts'
import type { RunnableJobs } from './runnable-jobs.ts'

type Db = Kysely<JobsTables>

/** Time on a worker counts for half as much after about 7 minutes (τ ln 2): "lately" is the last quarter of an hour. */
const FADE_SECONDS = 600
/** A scheduled sync that has waited this long is interleaved with interactive jobs. */
const SCHEDULE_OVERDUE_SECONDS = 60
/** The same for a back-fill, which is less urgent. */
const BACKFILL_OVERDUE_SECONDS = 900
/** Computing the order reads every due job, so one order serves this many starts, in all processes together. */
export const MOST_TURNS = 400
/** Of one lane, whose jobs start one after the other. */
const MOST_OF_LANE = 8

/** A job whose turn it is, in the order in which jobs start. */
export interface Turn {
  /** pg-boss's entry of the job. */
  readonly entryId: string
  readonly userId: string
  /** Has waited long behind jobs of higher priority. */
  readonly overdue: boolean
  /** Whether its person is the only one of the server. */
  readonly alone: boolean
  readonly isLong: boolean
}

/** An entry that this process has taken. */
export interface TakenEntry {
  readonly id: string
  readonly retryCount: number
  readonly jobId: string
  readonly userId: string
  readonly isLong: boolean
}

/** The partition that pg-boss keeps entries of such queues in, and names in its own statements: planning over all takes twice as long. */
const ENTRIES = sql.table('pgboss.job_common')

// The same numbers as `priorityOf`, which pg-boss's entries carry.
const PRIORITY = sql`case when kind = 'backfill' then -10 when trigger = 'schedule' then 0 else 10 end`

/** Imports and back-fills use the processor for minutes and days. A sync reads the last days and mostly waits for the provider. */
const IS_LONG = sql`kind <> 'sync'`

const OVERDUE = sql`case
  when kind = 'backfill' then run_after < now() - make_interval(secs => ${sql.lit(BACKFILL_OVERDUE_SECONDS)})
  when trigger = 'schedule' then run_after < now() - make_interval(secs => ${sql.lit(SCHEDULE_OVERDUE_SECONDS)})
  else false end`

/**
 * A person's jobs by priority, `in_lane` and `seq`, as one number: 100,000 jobs are sorted by two numbers, this and a hash, several times as fast as
 * by texts and five columns.
 */
const OWN_ORDER = sql`((10 - priority)::bigint << 52) + (in_lane << 48) + seq`

function canRun({ imports, syncs }: RunnableJobs) {
  return sql`integration = any(case when kind = 'import' then ${[...imports]}::text[] else ${[...syncs]}::text[] end)`
}

/**
 * The jobs that can start now, in order: by priority; then the person who has the fewest running, counting each turn
 * that the order gives; then the one who has had the least of the workers lately; then the job that came first. How
 * many jobs a person has queued does not matter. The jobs of a lane keep their order; a lane with a running job is
 * excluded, as are jobs that this process cannot run.
 *
 * Jobs that run and whose worker died are delivered again by pg-boss (state `retry`).
 */
export async function listTurns(db: Db, runnable: RunnableJobs): Promise<readonly Turn[]> {
  const { rows } = await sql<Turn>`
    with delivered as materialized (
      select id, singleton_key, state from ${ENTRIES} where name = ${sql.lit(QUEUE)} and state in ('active', 'retry')
    ),
    busy as materialized (select id, user_id, lane, claimed_at from import_jobs where status = 'running'),
    due as (
      select id, user_id, seq, ${PRIORITY} as priority, ${OVERDUE} as overdue, ${IS_LONG} as is_long,
        row_number() over (partition by hashtextextended(lane, 0) order by ${PRIORITY} desc, seq) as in_lane
      from import_jobs
      where status = 'queued' and run_after <= now() and ${canRun(runnable)}
        and lane not in (select lane from busy)
    ),
    ready as (
      select id, user_id, seq, priority, overdue, is_long, in_lane from due where in_lane <= ${MOST_OF_LANE}
      union all
      -- Their worker died: its entry is delivered again, or was queued again when it was lost.
      select id, user_id, seq, ${PRIORITY}, ${OVERDUE}, ${IS_LONG}, 1 from import_jobs
      where id in (select id from busy) and ${canRun(runnable)}
        and id::text not in (select singleton_key from delivered where state = 'active')
    ),
    held as (
      select user_id, count(*) as running,
        sum(${sql.lit(FADE_SECONDS)} * (1 - exp(-${secondsSince(sql`claimed_at`)} / ${sql.lit(FADE_SECONDS)}))) as used
      from busy group by user_id
    ),
    own as (
      select ready.*, row_number() over (
        partition by hashtextextended(user_id, overdue::integer + 2 * is_long::integer) order by ${OWN_ORDER}
      ) as nth
      from ready
    ),
    fair as (
      select own.*, coalesce(held.running, 0) + nth as round,
        coalesce(held.used, 0) + coalesce(turns.used * ${faded(sql`turns.used_at`)}, 0) as used
      from own left join held using (user_id) left join job_turns turns using (user_id)
      -- The others of a person come after these anyway, and need not be sorted.
      where nth <= ${MOST_TURNS}
    ),
    placed as (
      select *, row_number() over (partition by overdue, is_long order by priority desc, round, used, seq) as place from fair
    )
    select entry.id as "entryId", placed.user_id as "userId", overdue, is_long as "isLong",
      (select count(*) from (select from users limit 2) as people) = 1 as alone
    from placed, lateral (
      select coalesce(
        (select min(id::text)::uuid from delivered where singleton_key = placed.id::text and state = 'retry'),
        -- As the index of the queue's policy has it.
        (select id from ${ENTRIES} where name = ${sql.lit(QUEUE)} and coalesce(singleton_key, '') = placed.id::text
          and state = 'created' and policy = 'short')
      ) as id
    ) entry
    where place <= ${MOST_TURNS} and entry.id is not null
    order by priority desc, round, used, seq`.execute(db)
  return rows
}

/**
 * Takes the first of these entries that is still free and whose job can still start, as pg-boss's own fetch does. Takes none when
 * the schema has changed since `migrations` were counted: the caller then checks whether it is newer.
 */
export async function takeEntry(
  db: Db,
  entryIds: readonly string[],
  migrations: number,
): Promise<TakenEntry | undefined> {
  const ids = [...entryIds]
  const { rows } = await sql<TakenEntry>`
    with next as (
      select entry.id, job.user_id, job.kind
      from ${ENTRIES} entry join import_jobs job on job.id = entry.singleton_key::uuid
      where entry.name = ${sql.lit(QUEUE)} and entry.id = any(${ids}::uuid[]) and entry.state < 'active' and (
          job.status = 'running' or (
            job.status = 'queued' and job.run_after <= now()
            and not exists (select from import_jobs other where other.lane = job.lane and other.status = 'running')
            -- Another process may be taking the one before.
            and not exists (
              select from import_jobs earlier
              where earlier.lane = job.lane and earlier.seq < job.seq and earlier.status = 'queued'
                and earlier.kind = job.kind and earlier.trigger = job.trigger and earlier.run_after <= now()
            )
          )
        )
        and (select count(*) from ${sql.table(`${MIGRATIONS_SCHEMA}.applied`)}) = ${migrations}
      order by array_position(${ids}::uuid[], entry.id)
      limit 1
      for update of entry skip locked
    )
    update ${ENTRIES} entry set
      state = 'active',
      started_on = pgboss.job_now(),
      heartbeat_on = pgboss.job_now(),
      retry_count = case when started_on is not null then retry_count + 1 else retry_count end
    from next
    where entry.name = ${sql.lit(QUEUE)} and entry.id = next.id
    returning entry.id, entry.retry_count as "retryCount", entry.singleton_key as "jobId", next.user_id as "userId",
      ${IS_LONG} as "isLong"`.execute(db)
  return rows[0]
}

/** Adds to what people have had of the workers, in seconds. A person who was deleted meanwhile is left out. */
export async function addUse(db: Db, used: ReadonlyMap<string, number>): Promise<void> {
  if (used.size === 0) return
  // Sorted, so that processes that do this at once wait for each other instead of colliding.
  const entries = [...used].toSorted(([a], [b]) => (a < b ? -1 : 1))
  await sql`
    insert into job_turns (user_id, used)
    select added.user_id, added.used
    from unnest(${entries.map(([userId]) => userId)}::text[], ${entries.map(([, seconds]) => seconds)}::float8[])
        with ordinality as added (user_id, used, place)
      join users on users.id = added.user_id
    order by added.place
    on conflict (user_id) do update set
      used = job_turns.used * ${faded(sql`job_turns.used_at`)} + excluded.used,
      used_at = now()`.execute(db)
}

/** The weight of a run of this many seconds at its end: its beginning has decayed by then. */
export function fadedRun(seconds: number): number {
  return FADE_SECONDS * (1 - Math.exp(-seconds / FADE_SECONDS))
}

/** Deletes usage that has decayed. */
export async function deleteFadedTurns(db: Db): Promise<void> {
  await db.deleteFrom('job_turns').where('used_at', '<', sql<Date>`now() - interval '1 day'`).execute()
}

/** Deletes waiting entries of ended or deleted jobs, which no worker would take. */
export async function deleteSpentEntries(db: Db): Promise<void> {
  await sql`
    delete from ${ENTRIES} entry
    where name = ${sql.lit(QUEUE)} and state < 'active' and not exists (
      select from import_jobs job
      where job.id = entry.singleton_key::uuid and job.status in ('queued', 'running')
    )`.execute(db)
}

type Expression = ReturnType<typeof sql>

/** The clock of another machine may be ahead. */
function secondsSince(time: Expression) {
  return sql`greatest(0, extract(epoch from now() - ${time}))::float8`
}

function faded(time: Expression) {
  return sql`exp(-${secondsSince(time)} / ${sql.lit(FADE_SECONDS)})`
}
