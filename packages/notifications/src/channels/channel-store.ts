import { sql, type Transaction } from 'kysely'
import type { Db } from '../parts.ts'
import type { ChannelRow, NotificationTables, PausedReason, Recipient } from '../tables.ts'
import type { ChannelKind } from './channel-kind.ts'
import type { LeastSeverity } from './least-severity.ts'

/** What a person sets of a channel. */
export interface ChannelContents {
  readonly name: string
  readonly recipient: Recipient | null
  readonly rules: Readonly<Record<string, LeastSeverity>>
  readonly leastSeverity: LeastSeverity
  readonly dailyAt: string | null
}

const columnsOf = ({ name, recipient, rules, leastSeverity, dailyAt }: ChannelContents) => ({
  name,
  recipient: recipient === null ? null : JSON.stringify(recipient),
  rules: JSON.stringify(rules),
  least_severity: leastSeverity,
  daily_at: dailyAt,
})

/** Adds a channel unless the person has too many; resolves to the number there is then instead. */
export async function insertChannel(
  trx: Transaction<NotificationTables>,
  channel: ChannelContents & {
    readonly userId: string
    readonly instanceId: string
    readonly kind: ChannelKind
    readonly now: Date
    readonly most: number
  },
): Promise<ChannelRow | number> {
  const { userId, instanceId, kind, now, most } = channel
  // Two at once would both find room for one.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`notification-channels/${userId}`}, 0))`.execute(
    trx,
  )
  const { count } = await trx
    .selectFrom('notification_channels')
    .select(sql<number>`count(*)`.as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  if (count >= most) return count
  return trx
    .insertInto('notification_channels')
    .values({
      ...columnsOf(channel),
      user_id: userId,
      instance_id: instanceId,
      kind,
      // Where the instance itself leads, an administrator has decided.
      confirmed_at: channel.recipient === null ? now : null,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The oldest first. */
export async function listChannels(db: Db, userId: string): Promise<ChannelRow[]> {
  return db
    .selectFrom('notification_channels')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** A person's channel; `undefined` for one of another person. */
export async function findChannel(db: Db, userId: string, id: string): Promise<ChannelRow | undefined> {
  return db
    .selectFrom('notification_channels')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** As `findChannel`, and no other change of the channel until the end of the transaction. */
export async function lockChannel(
  trx: Transaction<NotificationTables>,
  userId: string,
  id: string,
): Promise<ChannelRow | undefined> {
  return trx
    .selectFrom('notification_channels')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** Another recipient has to be confirmed. */
export async function updateChannel(
  db: Db,
  id: string,
  { now, isOtherRecipient, ...contents }: ChannelContents & { now: Date; isOtherRecipient: boolean },
): Promise<ChannelRow> {
  const unconfirmed = {
    confirmed_at: contents.recipient === null ? now : null,
    code_hash: null,
    code_expires_at: null,
    code_tries: 0,
  }
  return db
    .updateTable('notification_channels')
    .set({ ...columnsOf(contents), updated_at: now, ...(isOtherRecipient ? unconfirmed : {}) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function deleteChannel(db: Db, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('notification_channels')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function pauseChannel(
  db: Db,
  id: string,
  {
    reason,
    detail,
    now,
  }: { readonly reason: PausedReason; readonly detail: string | null; readonly now: Date },
): Promise<void> {
  await db
    .updateTable('notification_channels')
    .set({ paused_reason: reason, paused_detail: detail, paused_at: now, updated_at: now })
    .where('id', '=', id)
    .where('paused_reason', 'is', null)
    .execute()
}

export async function resumeChannel(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('notification_channels')
    .set({ paused_reason: null, paused_detail: null, paused_at: null, not_before: null, updated_at: now })
    .where('id', '=', id)
    .execute()
}

/** Sets the code that confirms the recipient, with its tries from the beginning. */
export async function setCode(
  db: Db,
  id: string,
  { hash, expiresAt }: { readonly hash: string; readonly expiresAt: Date },
): Promise<void> {
  await db
    .updateTable('notification_channels')
    .set({ code_hash: hash, code_expires_at: expiresAt, code_tries: 0 })
    .where('id', '=', id)
    .execute()
}

/** Counts a wrong code. */
export async function countTry(db: Db, id: string): Promise<void> {
  await db
    .updateTable('notification_channels')
    .set({ code_tries: sql<number>`code_tries + 1` })
    .where('id', '=', id)
    .execute()
}

export async function confirmChannel(db: Db, id: string, now: Date): Promise<ChannelRow> {
  return db
    .updateTable('notification_channels')
    .set({ confirmed_at: now, code_hash: null, code_expires_at: null, code_tries: 0, updated_at: now })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
