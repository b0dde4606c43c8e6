import { arrayLiteral, IS_UNLEASED, leaseEnd } from '@tributary/database'
import type { Work } from '@tributary/integration-kit/enrichers'
import { sql } from 'kysely'
import type { ActiveEnricher } from '../enrichers/active-enricher.ts'
import { matchesOf } from '../facts/matches.ts'
import type { Db } from '../parts.ts'
import type { WorkRow } from '../tables.ts'
import { statesBefore, type TaskState } from '../task-states.ts'

/** Longer than the longest wait for one answer; each answer begins it again. */
export const LEASE_SECONDS = 660

/** Works that this process asks an enricher about. At most one batch of an enricher is under way, in all processes together. */
export interface Batch {
  readonly enricher: string
  /** A batch with a lower one than the enricher's was taken over: it may not commit. */
  readonly fence: string
  readonly userId: string
  /** By the key of the work. */
  readonly tasks: ReadonlyMap<string, ClaimedTask>
}

export interface ClaimedTask {
  readonly id: string
  readonly workId: number
  readonly attempts: number
  readonly work: Work
}

export async function registerEnricher(db: Db, name: string): Promise<void> {
  await db
    .insertInto('enrichment_enrichers')
    .values({ name })
    .onConflict((oc) => oc.doNothing())
    .execute()
}

/**
 * Claims the works of the next batch; `undefined` if another process has one, the enricher rests, or nothing waits. Within a transaction. The
 * lease is by the clock of the database, since those of several processes differ.
 *
 * @param before enrichers that come first: a work that waits for one of them is left
 */
export async function claimBatch(
  trx: Db,
  enricher: ActiveEnricher,
  {
    now,
    before,
    random,
  }: { readonly now: Date; readonly before: readonly string[]; readonly random: number },
): Promise<Batch | undefined> {
  const { name, batchSize, platforms } = enricher
  const { rows } = await sql<{ fence: string }>`
    update enrichment_enrichers
    set fence = fence + 1, leased_until = ${leaseEnd(LEASE_SECONDS)}
    where name = (
      select name from enrichment_enrichers
      where name = ${name} and ${IS_UNLEASED} and (rests_until is null or rests_until <= ${now})
      for update skip locked
    )
    returning fence::text`.execute(trx)
  const fence = rows[0]?.fence
  if (fence === undefined) return undefined
  await releaseTasks(trx, name)
  const userId = await choosePerson(trx, { name, now, random })
  const claimed =
    userId === undefined
      ? []
      : await claimTasks(trx, { name, fence, userId, now, batchSize, before, platforms })
  if (userId === undefined || claimed.length === 0) {
    await sql`update enrichment_enrichers set leased_until = null where name = ${name}`.execute(trx)
    return undefined
  }
  const tasks = new Map(claimed.map((row) => [row.key, taskOf(row, name)]))
  return { enricher: name, fence, userId, tasks }
}

/** What the batch before has left: it has ended, or its worker is gone. */
async function releaseTasks(trx: Db, name: string): Promise<void> {
  await sql`
    update enrichment_tasks set state = 'pending', fence = null
    where enricher = ${name} and state = 'enriching'`.execute(trx)
}

/** Anybody with tasks that wait: the first by a random place in the order, so that one with 100,000 works does not keep others waiting. */
async function choosePerson(
  trx: Db,
  { name, now, random }: { readonly name: string; readonly now: Date; readonly random: number },
): Promise<string | undefined> {
  const { rows } = await sql<{ user_id: string }>`
    with recursive people (user_id) as (
      select min(user_id) from enrichment_tasks where enricher = ${name} and state = 'pending'
      union all
      select (select min(user_id) from enrichment_tasks
        where enricher = ${name} and state = 'pending' and user_id > people.user_id)
      from people where people.user_id is not null
    )
    select user_id from people join users on users.id = people.user_id
    where users.disabled_at is null and exists (
      select from enrichment_tasks as task where enricher = ${name} and state = 'pending' and task.user_id = people.user_id
        and (next_attempt_at is null or next_attempt_at <= ${now}))
    order by user_id`.execute(trx)
  return rows[Math.floor(random * rows.length)]?.user_id
}

interface Claiming {
  readonly name: string
  readonly fence: string
  readonly userId: string
  readonly now: Date
  readonly batchSize: number
  readonly before: readonly string[]
  readonly platforms: readonly string[]
}

type ClaimedRow = WorkRow & { readonly task_id: string; readonly attempts: number }

async function claimTasks(trx: Db, claiming: Claiming): Promise<ClaimedRow[]> {
  const { name, fence, userId, now, batchSize, before, platforms } = claiming
  const { rows } = await sql<ClaimedRow>`
    with claimed as (
      update enrichment_tasks set state = 'enriching', fence = ${fence}
      where id in (
        select task.id from enrichment_tasks as task join enrichment_works as work on work.id = task.work_id
        where task.enricher = ${name} and task.user_id = ${userId} and task.state = any(${arrayLiteral(statesBefore('enriching'))}::text[])
          and (task.next_attempt_at is null or task.next_attempt_at <= ${now})
          and work.platform = any(${arrayLiteral(platforms)}::text[])
          and not exists (
            select from enrichment_tasks as other
            where other.work_id = task.work_id and other.enricher = any(${arrayLiteral(before)}::text[])
              and other.state in ('pending', 'enriching'))
        order by task.id limit ${batchSize}
        for update of task skip locked
      )
      returning id, work_id, attempts
    )
    select work.*, claimed.id::text as task_id, claimed.attempts
    from claimed join enrichment_works as work on work.id = claimed.work_id
    order by claimed.id`.execute(trx)
  return rows
}

function taskOf(row: ClaimedRow, enricher: string): ClaimedTask {
  const optional = Object.entries({
    creators: row.creators,
    seriesTitle: row.series_title,
    seasonTitle: row.season_title,
    seasonNumber: row.season_number,
    episodeTitle: row.episode_title,
    episodeNumber: row.episode_number,
    durationSeconds: row.duration_seconds,
    url: row.url,
    matchedId: matchesOf(row.corrections)[enricher],
  }).filter(([, value]) => value !== null && value !== undefined)
  const { key, platform, type, title } = row
  const work: Work = { key, platform, type, title, ...Object.fromEntries(optional) }
  return { id: row.task_id, workId: row.id, attempts: row.attempts, work }
}

/** Begins the lease again; `false` if the batch was taken over. Holds the row, so that it cannot be taken over before the transaction ends. */
export async function renewLease(
  trx: Db,
  { enricher, fence }: Pick<Batch, 'enricher' | 'fence'>,
): Promise<boolean> {
  const { rows } = await sql`
    update enrichment_enrichers set leased_until = ${leaseEnd(LEASE_SECONDS)}
    where name = ${enricher} and fence = ${fence} and leased_until is not null
    returning name`.execute(trx)
  return rows.length > 0
}

/** What follows for the enricher from how its batch has ended. */
export interface BatchEnd {
  /** `null`: it can go on at once. */
  readonly restsUntil: Date | null
  readonly reason: string | null
  readonly code: string | null
  readonly isFailure: boolean
}

/** Ends the lease and releases what was not answered. */
export async function endBatch(trx: Db, { enricher, fence }: Batch, end: BatchEnd): Promise<void> {
  const { rows } = await sql`
    update enrichment_enrichers set leased_until = null, rests_until = ${end.restsUntil}, reason = ${end.reason},
      reason_code = ${end.code}, failures = case when ${end.isFailure}::boolean then failures + 1 else 0 end
    where name = ${enricher} and fence = ${fence}
    returning name`.execute(trx)
  if (rows.length > 0) await releaseTasks(trx, enricher)
}

/** After its configuration was changed. */
export async function wakeEnricher(db: Db, name: string): Promise<void> {
  await sql`
    update enrichment_enrichers set rests_until = null, reason = null, reason_code = null, failures = 0
    where name = ${name}`.execute(db)
}

export async function countFailures(db: Db, name: string): Promise<number> {
  const row = await db
    .selectFrom('enrichment_enrichers')
    .select('failures')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.failures ?? 0
}

/** What a task becomes. */
export interface TaskChange {
  readonly state: TaskState
  readonly columns: Readonly<Record<string, unknown>>
}

/** Moves a claimed task on. Changes nothing from a state that has no way to it, or for another batch's task. */
export async function changeTask(
  trx: Db,
  { id, fence }: { readonly id: string; readonly fence: string },
  { state, columns }: TaskChange,
): Promise<boolean> {
  const set = Object.entries({ ...columns, state, fence: null }).map(
    ([name, value]) => sql`${sql.id(name)} = ${value}`,
  )
  const { rows } = await sql`
    update enrichment_tasks set ${sql.join(set)}
    where id = ${id} and fence = ${fence} and state = any(${arrayLiteral(statesBefore(state))}::text[])
    returning id`.execute(trx)
  return rows.length > 0
}
