import { arrayLiteral } from '@tributary/database'
import { sql } from 'kysely'
import { OF_ENABLED_USER } from '../delivery/lease-store.ts'
import type { Db } from '../parts.ts'

/** Those with an endpoint that is sent changes. */
export async function listFollowed(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .select('user_id')
    .distinct()
    .where('enabled', '=', true)
    .where(OF_ENABLED_USER)
    .execute()
  return rows.map(({ user_id: userId }) => userId)
}

/** Has all endpoints of some people served. */
export async function wakePeople(db: Db, userIds: readonly string[], now: Date): Promise<void> {
  await sql`
    update webhook_endpoints set due_at = least(due_at, ${now}), wakes = wakes + 1
    where enabled and user_id = any(${arrayLiteral(userIds)}::text[])`.execute(db)
}
