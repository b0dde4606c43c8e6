import { arrayLiteral } from '@tributary/database'
import { sql } from 'kysely'
import { OF_ENABLED_USER } from '../delivery/lease-store.ts'
import type { Db } from '../parts.ts'

/** Several looks: a process that is late for one goes on. */
const WATCH_SECONDS = 15

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

/** Begins or renews the watch; `false` while another process has it. */
export async function takeWatch(db: Db, watcher: string): Promise<boolean> {
  const { rows } = await sql`
    insert into webhook_watch (watcher, until) values (${watcher}, now() + make_interval(secs => ${WATCH_SECONDS}))
    on conflict (only_row) do update set watcher = excluded.watcher, until = excluded.until
    where webhook_watch.watcher = excluded.watcher or webhook_watch.until < now()
    returning watcher`.execute(db)
  return rows.length > 0
}

export async function leaveWatch(db: Db, watcher: string): Promise<void> {
  await db.deleteFrom('webhook_watch').where('watcher', '=', watcher).execute()
}

/** Has all endpoints of some people served. */
export async function wakePeople(db: Db, userIds: readonly string[], now: Date): Promise<void> {
  if (userIds.length === 0) return
  await sql`
    update webhook_endpoints set due_at = least(due_at, ${now}), wakes = wakes + 1
    where enabled and user_id = any(${arrayLiteral(userIds)}::text[])`.execute(db)
}
