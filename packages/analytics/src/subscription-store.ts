import { arrayLiteral } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from './parts.ts'
import { OF_ENABLED_USER } from './send/lease-store.ts'
import type { SubscriptionRow } from './tables.ts'

export async function listSubscriptions(db: Db, userId: string): Promise<SubscriptionRow[]> {
  return db.selectFrom('analytics_subscriptions').selectAll().where('user_id', '=', userId).execute()
}

/**
 * Writes what a person has chosen. Opting in, also again, and other data begin from the beginning: what is there already is written once more,
 * which has no effect. Opting out forgets the position, and keeps the pseudonym.
 */
export async function saveChoice(
  db: Db,
  choice: {
    readonly userId: string
    readonly instance: string
    readonly enabled: boolean
    readonly withMeasurements: boolean
    readonly now: Date
  },
): Promise<SubscriptionRow> {
  const { userId, instance, enabled, withMeasurements, now } = choice
  const { rows } = await sql<SubscriptionRow>`
    insert into analytics_subscriptions (user_id, instance, enabled, with_measurements, due_at, created_at)
    values (${userId}, ${instance}, ${enabled}, ${withMeasurements}, ${enabled ? now : null}, ${now})
    on conflict (user_id, instance) do update set
      enabled = excluded.enabled, with_measurements = excluded.with_measurements, due_at = excluded.due_at, cursor = null,
      revision = analytics_subscriptions.revision + 1, wakes = analytics_subscriptions.wakes + 1,
      failures = 0, last_error = null, last_error_at = null
    where (analytics_subscriptions.enabled, analytics_subscriptions.with_measurements)
      is distinct from (excluded.enabled, excluded.with_measurements)
    returning *`.execute(db)
  const [row] = rows
  if (row !== undefined) return row
  return db
    .selectFrom('analytics_subscriptions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('instance', '=', instance)
    .executeTakeFirstOrThrow()
}

/** Those who have something sent. */
export async function listFollowed(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('analytics_subscriptions')
    .select('user_id')
    .distinct()
    .where('enabled', '=', true)
    .where(OF_ENABLED_USER)
    .execute()
  return rows.map(({ user_id: userId }) => userId)
}

/** Has all subscriptions of some people served. Those that wait after a failure of their instance go on waiting. */
export async function wakePeople(db: Db, userIds: readonly string[], now: Date): Promise<void> {
  await sql`
    update analytics_subscriptions set wakes = wakes + 1, due_at = case when failures > 0 then coalesce(due_at, ${now}) else least(due_at, ${now}) end
    where user_id = any(${arrayLiteral(userIds)}::text[]) and enabled`.execute(db)
}
