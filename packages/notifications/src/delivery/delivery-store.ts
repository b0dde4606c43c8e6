import { type KeysetPage, keysetPage } from '@tributary/database'
import { sql } from 'kysely'
import { MOST_IN_MESSAGE } from '../limits.ts'
import type { NotificationParameters, Severity } from '../notifications.ts'
import type { Db } from '../parts.ts'
import type { DeliveryRow } from '../tables.ts'
import { type DeliveryState, statesBefore } from './delivery-states.ts'

/** A delivery with what it delivers. */
export interface DueDelivery extends DeliveryRow {
  readonly kind: string
  readonly severity: Severity
  readonly title: string
  readonly message: string
  readonly parameters: NotificationParameters
  readonly path: string | null
  readonly read_at: Date | null
}

/** What is due of a channel: what the person has asked for again, then the oldest. */
export async function listDue(db: Db, channelId: string, now: Date): Promise<DueDelivery[]> {
  return (
    db
      .selectFrom('notification_deliveries as delivery')
      .innerJoin('notifications as notification', 'notification.id', 'delivery.notification_id')
      .selectAll('delivery')
      .select([
        'notification.kind',
        'notification.severity',
        'notification.title',
        'notification.message',
        'notification.parameters',
        'notification.path',
        'notification.read_at',
      ])
      .where('delivery.channel_id', '=', channelId)
      .where('delivery.state', 'in', ['waiting', 'sending'])
      .where('delivery.next_at', '<=', now)
      .orderBy('delivery.is_redelivery', 'desc')
      .orderBy('delivery.seq')
      // What waits for another attempt is found together with what shares its message.
      .limit(4 * MOST_IN_MESSAGE)
      .execute()
  )
}

export interface StateChange {
  readonly to: DeliveryState
  readonly reason?: string | null
  readonly detail?: string | null
  readonly messageId?: string
  /** When it is looked at next; absent for one that has ended. */
  readonly nextAt?: Date
  readonly now: Date
  /** What is counted. Default: nothing. */
  readonly counts?: 'attempt' | 'failure'
}

const ENDED: readonly DeliveryState[] = ['sent', 'dead', 'dropped']

/** Brings deliveries into a state, those that may come into it. */
export async function changeState(db: Db, ids: readonly string[], change: StateChange): Promise<void> {
  if (ids.length === 0) return
  const { to, reason = null, detail = null, messageId, nextAt, now, counts } = change
  const isEnd = ENDED.includes(to)
  await db
    .updateTable('notification_deliveries')
    .set({
      state: to,
      reason,
      detail,
      next_at: isEnd ? null : (nextAt ?? now),
      finished_at: isEnd ? now : null,
      ...(messageId === undefined ? {} : { message_id: messageId }),
      ...(isEnd ? { is_redelivery: false } : {}),
      ...(counts === 'attempt' ? { attempts: sql<number>`attempts + 1` } : {}),
      ...(counts === 'failure' ? { failures: sql<number>`failures + 1` } : {}),
    })
    .where('id', 'in', [...ids])
    .where('state', 'in', [...statesBefore(to)])
    .execute()
}

/** Has what waits by a choice of the person considered again, after another choice. */
export async function reconsiderWaiting(
  db: Db,
  whose: { readonly userId: string } | { readonly channelId: string },
  now: Date,
): Promise<void> {
  let rows = db
    .updateTable('notification_deliveries')
    .set({ next_at: now })
    .where('state', '=', 'waiting')
    .where('reason', 'in', ['quiet_hours', 'digest'])
  rows =
    'userId' in whose
      ? rows.where('user_id', '=', whose.userId)
      : rows.where('channel_id', '=', whose.channelId)
  await rows.execute()
}

/** A delivery in the log. */
export interface ListedDelivery extends DeliveryRow {
  readonly kind: string
  readonly severity: Severity
  readonly title: string
}

const listed = (db: Db, userId: string) =>
  db
    .selectFrom('notification_deliveries')
    .selectAll('notification_deliveries')
    .select((select) => [
      // Not a join, so that the columns of the page stay those of one table.
      select
        .selectFrom('notifications')
        .select('kind')
        .whereRef('id', '=', 'notification_id')
        .$asScalar()
        .$notNull()
        .as('kind'),
      select
        .selectFrom('notifications')
        .select('severity')
        .whereRef('id', '=', 'notification_id')
        .$asScalar()
        .$notNull()
        .as('severity'),
      select
        .selectFrom('notifications')
        .select('title')
        .whereRef('id', '=', 'notification_id')
        .$asScalar()
        .$notNull()
        .as('title'),
    ])
    .where('notification_deliveries.user_id', '=', userId)

/** The newest first. */
export async function listDeliveries(
  db: Db,
  query: {
    readonly userId: string
    readonly channelId?: string | undefined
    readonly state?: DeliveryState | undefined
    readonly limit: number
    readonly cursor?: string | undefined
  },
): Promise<KeysetPage<ListedDelivery>> {
  const { userId, channelId, state, limit, cursor } = query
  let rows = listed(db, userId)
  if (channelId !== undefined) rows = rows.where('channel_id', '=', channelId)
  if (state !== undefined) rows = rows.where('state', '=', state)
  return keysetPage(rows, {
    list: 'notification-deliveries',
    by: [['seq', 'bigint']],
    limit,
    cursor,
    filters: { channelId, state },
  })
}

/** A person's delivery; `undefined` for one of another person. */
export async function findDelivery(db: Db, userId: string, id: string): Promise<ListedDelivery | undefined> {
  return listed(db, userId).where('notification_deliveries.id', '=', id).executeTakeFirst()
}

/** Has a delivery that has ended sent once more, as a message of its own; one that waits is tried now. */
export async function requestRedelivery(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('notification_deliveries')
    .set({
      state: 'waiting',
      reason: null,
      detail: null,
      message_id: null,
      failures: 0,
      is_redelivery: true,
      next_at: now,
      finished_at: null,
    })
    .where('id', '=', id)
    .where(
      'state',
      'in',
      statesBefore('waiting').filter((state) => state !== 'sending'),
    )
    .execute()
}

/** One statement deletes no more. */
const PRUNED_AT_ONCE = 10_000

/** Deletes what ended, or was sent, before a time. Resolves to whether there may be more. */
export async function pruneDeliveries(db: Db, before: Date): Promise<boolean> {
  const { rows } = await sql`
    delete from notification_deliveries where seq = any(array(
      select seq from notification_deliveries where created_at < ${before}
      order by created_at limit ${PRUNED_AT_ONCE}))
    returning seq`.execute(db)
  await db.deleteFrom('notification_sends').where('at', '<', before).execute()
  return rows.length === PRUNED_AT_ONCE
}
