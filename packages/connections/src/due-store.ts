import { sql } from 'kysely'
import { SYNCING } from './connection-states.ts'
import type { ConnectionRow, Db } from './tables.ts'

/** The connections whose sync is due, the longest overdue first, locked until the transaction ends. */
export async function lockDue(db: Db, limit: number): Promise<ConnectionRow[]> {
  return db
    .selectFrom('user_integrations')
    .selectAll('user_integrations')
    .innerJoin('integration_sources', 'integration_sources.name', 'user_integrations.integration')
    .where('integration_sources.enabled', '=', true)
    .where('status', 'in', [...SYNCING])
    .where('next_sync_at', '<=', sql<Date>`now()`)
    .orderBy('next_sync_at')
    .limit(limit)
    .forUpdate('user_integrations')
    .skipLocked()
    .execute()
}

export async function setNextSync(
  db: Db,
  next: readonly { readonly id: string; readonly seconds: number }[],
): Promise<void> {
  if (next.length === 0) return
  await sql`
    update user_integrations set next_sync_at = now() + make_interval(secs => next.seconds)
    from unnest(${next.map(({ id }) => id)}::uuid[], ${next.map(({ seconds }) => seconds)}::float8[]) as next (id, seconds)
    where user_integrations.id = next.id`.execute(db)
}
