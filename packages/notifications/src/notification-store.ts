import { type KeysetPage, keysetPage, storableText } from '@tributary/database'
import { type Kysely, sql } from 'kysely'
import { enqueueDeliveries } from './delivery/enqueue-deliveries.ts'
import type { NewNotification, NotificationParameters } from './notifications.ts'
import type { NotificationRow, NotificationTables } from './tables.ts'

/** May be a transaction. */
type Db = Kysely<NotificationTables>

/**
 * Adds a notification, or updates the unread one with its key. An unchanged one is not updated, so that `updated_at`
 * is the time of the last change. Its deliveries are written with it.
 */
export async function upsertNotification(db: Db, notification: NewNotification, now: Date): Promise<void> {
  const {
    userId,
    kind,
    severity,
    title,
    message,
    parameters = {},
    integration = null,
    path = null,
    key,
    channels,
  } = notification
  // The builder cannot name the columns of both rows in one comparison.
  const written = sql`
    insert into notifications (user_id, kind, severity, title, message, parameters, integration, path, key)
    values (
      ${userId}, ${kind}, ${severity}, ${storableText(title)}, ${storableText(message)},
      ${storableParameters(parameters)}::jsonb, ${integration}, ${path}, ${key}
    )
    on conflict (user_id, key) where read_at is null do update set
      kind = excluded.kind,
      severity = excluded.severity,
      title = excluded.title,
      message = excluded.message,
      parameters = excluded.parameters,
      integration = excluded.integration,
      path = excluded.path,
      updated_at = now()
    where (
      notifications.kind, notifications.severity, notifications.title, notifications.message, notifications.parameters,
      notifications.integration, notifications.path
    ) is distinct from (
      excluded.kind, excluded.severity, excluded.title, excluded.message, excluded.parameters,
      excluded.integration, excluded.path
    )
    returning id, user_id, kind, severity, key`
  await enqueueDeliveries(db, written, { now, channels })
}

/** Adds a notification unless there has been one with its key. */
export async function insertOnce(db: Db, notification: NewNotification, now: Date): Promise<void> {
  const {
    userId,
    kind,
    severity,
    title,
    message,
    parameters = {},
    integration = null,
    path = null,
    key,
    channels,
  } = notification
  // The builder cannot select values without a table. The index that the conflict is about has the unread ones only.
  const written = sql`
    insert into notifications (user_id, kind, severity, title, message, parameters, integration, path, key)
    select ${userId}, ${kind}, ${severity}, ${storableText(title)}, ${storableText(message)},
      ${storableParameters(parameters)}::jsonb, ${integration}, ${path}, ${key}
    where not exists (select from notifications where user_id = ${userId} and key = ${key})
    on conflict (user_id, key) where read_at is null do nothing
    returning id, user_id, kind, severity, key`
  await enqueueDeliveries(db, written, { now, channels })
}

function storableParameters(parameters: NotificationParameters): string {
  const storable = Object.entries(parameters).map(([name, value]) => [
    name,
    typeof value === 'string' ? storableText(value) : value,
  ])
  return JSON.stringify(Object.fromEntries(storable))
}

/** Marks the unread notification with a key as read, if there is one. */
export async function markKeyRead(db: Db, whose: { userId: string; key: string }): Promise<void> {
  await db
    .updateTable('notifications')
    .set({ read_at: sql<Date>`now()` })
    .where('user_id', '=', whose.userId)
    .where('key', '=', whose.key)
    .where('read_at', 'is', null)
    .execute()
}

/** Deletes notifications with a part of their key, `connection/<part>`, read or unread. */
export async function deleteAbout(db: Db, whose: { userId: string; about: string }): Promise<void> {
  await db
    .deleteFrom('notifications')
    .where('user_id', '=', whose.userId)
    .where(sql<boolean>`${whose.about} = any(string_to_array(key, '/'))`)
    .execute()
}

/** The newest first, in order of insertion, so that pages stay stable while some are updated. */
export async function listNotifications(
  db: Db,
  query: { userId: string; unread?: boolean | undefined; cursor?: string | undefined; limit: number },
): Promise<KeysetPage<NotificationRow>> {
  const { userId, unread, cursor, limit } = query
  let rows = db.selectFrom('notifications').selectAll().where('user_id', '=', userId)
  if (unread !== undefined) rows = rows.where('read_at', unread ? 'is' : 'is not', null)
  return keysetPage(rows, {
    list: 'notifications',
    by: [['id', 'bigint']],
    limit,
    cursor,
    filters: { unread },
  })
}

/** A user's notification; `undefined` for one of another user. */
export async function findNotification(
  db: Db,
  userId: string,
  id: string,
): Promise<NotificationRow | undefined> {
  return db
    .selectFrom('notifications')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', Number(id))
    .executeTakeFirst()
}

/** Marks a notification as read; an earlier read time is kept. */
export async function markRead(db: Db, userId: string, id: string): Promise<NotificationRow | undefined> {
  return db
    .updateTable('notifications')
    .set({ read_at: sql<Date>`coalesce(read_at, now())` })
    .where('user_id', '=', userId)
    .where('id', '=', Number(id))
    .returningAll()
    .executeTakeFirst()
}

/** Resolves to how many were unread. */
export async function markAllRead(db: Db, userId: string): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('notifications')
    .set({ read_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

export async function countUnread(db: Db, userId: string): Promise<number> {
  const { unread } = await db
    .selectFrom('notifications')
    .select(sql<number>`count(*)`.as('unread'))
    .where('user_id', '=', userId)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return unread
}
