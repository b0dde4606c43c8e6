import { ofEnabledUser } from '@tributary/accounts'
import { arrayLiteral } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from '../parts.ts'
import type { RuleRow } from '../tables.ts'
import type { Condition } from './condition.ts'

/** What a person sets. */
export interface RuleContents {
  readonly condition: Condition
  readonly channelId: string
  readonly enabled: boolean
}

interface At {
  readonly cursor: string
  readonly now: Date
}

/** Adds a rule unless the person has too many; resolves to the number there is then instead. */
export async function insertRule(
  trx: Db,
  { userId, contents, at, most }: { userId: string; contents: RuleContents; at: At; most: number },
): Promise<RuleRow | number> {
  // Two at once would both find room for one.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`rules/${userId}`}, 0))`.execute(trx)
  const { count } = await trx
    .selectFrom('rules')
    .select(sql<number>`count(*)`.as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  if (count >= most) return count
  return trx
    .insertInto('rules')
    .values({
      user_id: userId,
      condition: JSON.stringify(contents.condition),
      channel_id: contents.channelId,
      enabled: contents.enabled,
      cursor: at.cursor,
      cursor_at: at.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The oldest first. */
export async function listRules(db: Db, userId: string): Promise<RuleRow[]> {
  return db
    .selectFrom('rules')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** A person's rule; `undefined` for one of another person. */
export async function findRule(db: Db, userId: string, id: string): Promise<RuleRow | undefined> {
  return db
    .selectFrom('rules')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Changes what is given. With `at`, the rule looks from there on for what is new. */
export async function updateRule(
  db: Db,
  rule: Pick<RuleRow, 'id' | 'user_id'>,
  { contents, at }: { contents: Partial<RuleContents>; at: At | undefined },
): Promise<RuleRow | undefined> {
  const { condition, channelId, enabled } = contents
  return db
    .updateTable('rules')
    .set({
      ...(condition === undefined ? {} : { condition: JSON.stringify(condition) }),
      ...(channelId === undefined ? {} : { channel_id: channelId }),
      ...(enabled === undefined ? {} : { enabled }),
      ...(at === undefined
        ? {}
        : {
            cursor: at.cursor,
            cursor_at: at.now,
            since: sql<Date>`now()`,
            revision: sql<number>`revision + 1`,
          }),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', rule.id)
    .where('user_id', '=', rule.user_id)
    .returningAll()
    .executeTakeFirst()
}

export async function deleteRule(db: Db, { id, user_id }: Pick<RuleRow, 'id' | 'user_id'>): Promise<void> {
  await db.deleteFrom('rules').where('id', '=', id).where('user_id', '=', user_id).execute()
}

/** Those with a rule that looks, and the time of the oldest of their positions. */
export async function listFollowed(
  db: Db,
): Promise<readonly { readonly userId: string; readonly oldest: Date }[]> {
  const { rows } = await sql<{ userId: string; oldest: Date }>`
    select user_id as "userId", min(cursor_at) as oldest from rules
    where enabled and ${ofEnabledUser('rules.user_id')}
    group by user_id`.execute(db)
  return rows
}

export async function listEnabled(db: Db, userIds: readonly string[]): Promise<RuleRow[]> {
  if (userIds.length === 0) return []
  return db
    .selectFrom('rules')
    .selectAll()
    .where('enabled', '=', true)
    .where(sql<boolean>`user_id = any(${arrayLiteral(userIds)}::text[])`)
    .execute()
}

export async function findEnabled(db: Db, id: string): Promise<RuleRow | undefined> {
  return db
    .selectFrom('rules')
    .selectAll()
    .where('id', '=', id)
    .where('enabled', '=', true)
    .executeTakeFirst()
}

/**
 * The fence: moves the position of a rule, whose row is then locked. `false` if another process has moved it meanwhile, or the rule was
 * changed, disabled or deleted: what was evaluated is discarded.
 */
export async function movePosition(trx: Db, rule: RuleRow, to: At): Promise<boolean> {
  const moved = await trx
    .updateTable('rules')
    .set({ cursor: to.cursor, cursor_at: to.now })
    .where('id', '=', rule.id)
    .where('cursor', '=', rule.cursor)
    .where('revision', '=', rule.revision)
    .where('enabled', '=', true)
    .returning('id')
    .executeTakeFirst()
  return moved !== undefined
}

/** Locks a rule that is as it was when it was read. */
export async function lockRevision(trx: Db, { id, revision }: RuleRow): Promise<boolean> {
  const locked = await trx
    .selectFrom('rules')
    .select('id')
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where('enabled', '=', true)
    .forUpdate()
    .executeTakeFirst()
  return locked !== undefined
}
