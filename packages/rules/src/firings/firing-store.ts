import { type KeysetPage, keysetPage, storableText } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from '../parts.ts'
import type { FiringRow } from '../tables.ts'

export async function insertFiring(trx: Db, firing: Omit<FiringRow, 'seq'>): Promise<void> {
  await trx
    .insertInto('rule_firings')
    .values({ ...firing, facts: storableText(JSON.stringify(firing.facts)) })
    .execute()
  await trx
    .updateTable('rules')
    .set({ last_fired_at: firing.fired_at })
    .where('id', '=', firing.rule_id)
    .execute()
}

/** The newest first. */
export async function listFirings(
  db: Db,
  query: { userId: string; ruleId?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<KeysetPage<FiringRow>> {
  const { userId, ruleId, limit, cursor } = query
  let rows = db.selectFrom('rule_firings').selectAll().where('user_id', '=', userId)
  if (ruleId !== undefined) rows = rows.where('rule_id', '=', ruleId)
  return keysetPage(rows, {
    list: 'rule-firings',
    by: [['seq', 'bigint']],
    limit,
    cursor,
    filters: { ruleId },
  })
}

/** A person's entry of the log; `undefined` for one of another person. */
export async function findFiring(db: Db, userId: string, id: string): Promise<FiringRow | undefined> {
  return db
    .selectFrom('rule_firings')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** One statement deletes no more. */
const PRUNED_AT_ONCE = 10_000

/** Deletes what happened before a time. A connection that still fails is not forgotten. Resolves to whether there may be more. */
export async function prune(db: Db, before: Date): Promise<boolean> {
  const { rows } = await sql`
    delete from rule_firings where seq = any(array(
      select seq from rule_firings where fired_at < ${before} order by fired_at limit ${PRUNED_AT_ONCE}))
    returning seq`.execute(db)
  const gone = await sql`
    delete from rule_subjects where (rule_id, subject) in (
      select rule_id, subject from rule_subjects
      where created_at < ${before} and subject not like 'connection/%' order by created_at limit ${PRUNED_AT_ONCE})
    returning rule_id`.execute(db)
  return rows.length === PRUNED_AT_ONCE || gone.rows.length === PRUNED_AT_ONCE
}
