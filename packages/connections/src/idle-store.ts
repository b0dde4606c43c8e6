import { sql } from 'kysely'
import type { ConnectionRow, Db } from './tables.ts'

/** A failed refresh of an idle connection is retried after this time: weeks are left. */
const IDLE_RETRY_HOURS = 6

/** Connections that are not synced and whose refresh token would expire: not refreshed for this many days. */
export async function listIdle(
  db: Db,
  integration: string,
  idle: { readonly days: number; readonly limit: number },
): Promise<ConnectionRow[]> {
  return db
    .selectFrom('user_integrations')
    .selectAll()
    .where('integration', '=', integration)
    .where('status', 'in', ['connected', 'needs_permission', 'needs_action', 'paused'])
    .where('refreshed_at', '<', sql<Date>`now() - make_interval(days => ${idle.days})`)
    .where((eb) =>
      eb.or([eb('refresh_lease_until', 'is', null), eb('refresh_lease_until', '<', sql<Date>`now()`)]),
    )
    .where((eb) =>
      eb.or([
        eb('idle_tried_at', 'is', null),
        eb('idle_tried_at', '<', sql<Date>`now() - make_interval(hours => ${IDLE_RETRY_HOURS})`),
      ]),
    )
    .orderBy('refreshed_at')
    .limit(idle.limit)
    .execute()
}

export async function recordIdleTry(db: Db, id: string): Promise<void> {
  await db
    .updateTable('user_integrations')
    .set({ idle_tried_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}
