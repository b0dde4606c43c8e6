import { type KeysetPage, keysetPage } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from '../parts.ts'
import type { TaskRow, WorkRow } from '../tables.ts'
import type { TaskState } from '../task-states.ts'

export interface WorkFilter {
  readonly state?: TaskState | undefined
  readonly enricher?: string | undefined
  readonly doubtful?: boolean | undefined
  /** Of this item of the library. */
  readonly item?: string | undefined
}

/** The works of a person, the last found first. With `state`, those with a task in it. */
export async function listWorks(
  db: Db,
  query: {
    readonly userId: string
    readonly filter: WorkFilter
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<KeysetPage<WorkRow>> {
  const { userId, filter, cursor, limit } = query
  const { state, enricher, doubtful, item } = filter
  let works = db.selectFrom('enrichment_works').selectAll().where('user_id', '=', userId)
  if (state !== undefined || enricher !== undefined || doubtful !== undefined)
    works = works.where(sql<boolean>`exists (
      select from enrichment_tasks as task where task.work_id = enrichment_works.id
        and (${state ?? null}::text is null or task.state = ${state ?? null})
        and (${enricher ?? null}::text is null or task.enricher = ${enricher ?? null})
        and (${doubtful ?? null}::boolean is null or task.is_doubtful = ${doubtful ?? null}))`)
  if (item !== undefined)
    works = works.where(
      'id',
      'in',
      db.selectFrom('enrichment_items').select('work_id').where('item_id', '=', Number(item)),
    )
  return keysetPage(works, { list: 'works', by: [['id', 'bigint']], filters: { ...filter }, limit, cursor })
}

export async function findWork(db: Db, userId: string, id: string): Promise<WorkRow | undefined> {
  return db
    .selectFrom('enrichment_works')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', Number(id))
    .executeTakeFirst()
}

export async function findWorkOfItem(db: Db, userId: string, itemId: string): Promise<WorkRow | undefined> {
  return db
    .selectFrom('enrichment_works')
    .selectAll('enrichment_works')
    .innerJoin('enrichment_items', 'enrichment_items.work_id', 'enrichment_works.id')
    .where('enrichment_works.user_id', '=', userId)
    .where('enrichment_items.item_id', '=', Number(itemId))
    .executeTakeFirst()
}

export async function listTasks(db: Db, workIds: readonly number[]): Promise<TaskRow[]> {
  if (workIds.length === 0) return []
  return db
    .selectFrom('enrichment_tasks')
    .selectAll()
    .where('work_id', 'in', [...workIds])
    .orderBy('enricher')
    .execute()
}

/** Keeps a work, if there is still one, until the end of the transaction. */
export async function keepWork(trx: Db, id: number): Promise<void> {
  await sql`select from enrichment_works where id = ${id} for key share`.execute(trx)
}

export interface StateCount {
  readonly enricher: string
  readonly state: TaskState
  readonly count: number
}

/** Of one person, or of all. */
export async function countStates(db: Db, userId?: string): Promise<StateCount[]> {
  const whose = userId === undefined ? sql`true` : sql`user_id = ${userId}`
  const { rows } = await sql<StateCount>`
    select enricher, state, count(*)::integer as count from enrichment_tasks where ${whose}
    group by enricher, state order by enricher, state`.execute(db)
  return rows
}

export async function countWorks(db: Db, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from enrichment_works where user_id = ${userId}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Which tasks are to be asked again. */
export interface RerunFilter {
  /** `undefined`: of all people. */
  readonly userId?: string | undefined
  readonly workId?: number | undefined
  readonly enricher?: string | undefined
  readonly state?: 'done' | 'failed' | undefined
}

/** Has tasks asked again: those that are done or failed. What the terms forbid stays skipped. The facts stay until the new answer. */
export async function rerun(db: Db, { userId, workId, enricher, state }: RerunFilter): Promise<number> {
  let tasks = db
    .updateTable('enrichment_tasks')
    .set({ state: 'pending', reason: null, attempts: 0, next_attempt_at: null, keep_until: null })
    .where('state', 'in', state === undefined ? ['done', 'failed'] : [state])
  if (userId !== undefined) tasks = tasks.where('user_id', '=', userId)
  if (workId !== undefined) tasks = tasks.where('work_id', '=', workId)
  if (enricher !== undefined) tasks = tasks.where('enricher', '=', enricher)
  const { numUpdatedRows } = await tasks.executeTakeFirst()
  return Number(numUpdatedRows)
}

/**
 * Has enrichers asked about a work again whose question has changed. One that is answering now answers the outdated question: its task counts
 * as one of an older version, and is asked again afterwards.
 */
export async function outdate(trx: Db, workId: number, enrichers: readonly string[]): Promise<void> {
  for (const enricher of enrichers) {
    await trx
      .updateTable('enrichment_tasks')
      .set({ version: 0 })
      .where('work_id', '=', workId)
      .where('enricher', '=', enricher)
      .where('state', '=', 'enriching')
      .execute()
    await rerun(trx, { workId, enricher })
  }
}

/** Writes what a person says. In the transaction that also writes the facets. */
export async function writeCorrections(
  trx: Db,
  {
    userId,
    id,
    corrections,
    now,
  }: { readonly userId: string; readonly id: number; readonly corrections: object; readonly now: Date },
): Promise<void> {
  const isEmpty = Object.keys(corrections).length === 0
  await trx
    .updateTable('enrichment_works')
    .set({ corrections: JSON.stringify(corrections), corrected_at: isEmpty ? null : now })
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .execute()
}
