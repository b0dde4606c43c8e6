import { arrayLiteral } from '@tributary/database'
import { sql } from 'kysely'
import type { SentNotification } from '../notifications.ts'
import type { Db } from '../parts.ts'

/** What became of the newest notification with each key. */
export async function listSent(db: Db, userId: string, keys: readonly string[]): Promise<SentNotification[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<SentNotification>`
    select newest.key, delivery.channel_id as "channelId", delivery.id as "deliveryId", delivery.state,
      delivery.reason, delivery.detail, delivery.finished_at as "finishedAt"
    from (
      select distinct on (key) id, key from notifications
      where user_id = ${userId} and key = any(${arrayLiteral(keys)}::text[])
      order by key, id desc
    ) as newest
    join notification_deliveries as delivery on delivery.notification_id = newest.id`.execute(db)
  return rows
}

/** Has the newest notification with a key sent through a channel. Resolves to the id of the delivery; `undefined` without a notification. */
export async function ensureDelivery(
  db: Db,
  { userId, key, channelId, now }: { userId: string; key: string; channelId: string; now: Date },
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    insert into notification_deliveries
      (user_id, channel_id, notification_id, next_at, created_at, is_redelivery)
    select user_id, ${channelId}, id, ${now}, ${now}, true from notifications
    where user_id = ${userId} and key = ${key}
    order by id desc limit 1
    -- Changes nothing, so that the id of the present one is returned.
    on conflict (channel_id, notification_id) do update set channel_id = excluded.channel_id
    returning id`.execute(db)
  return rows[0]?.id
}
