import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Connections that wait for something done at the provider, and for a time that the provider has named. */
export const needsAction: Migration = {
  async up(db) {
    await sql`
      alter table user_integrations
        drop constraint user_integrations_status_check,
        add constraint user_integrations_status_check check (
          status in ('connected', 'needs_reauth', 'needs_permission', 'needs_action', 'paused', 'disconnected')),
        -- Not asked before: the provider's Retry-After. Outlives the job that was told.
        add column wait_until timestamptz`.execute(db)
    await sql`drop index user_integrations_due`.execute(db)
    await sql`
      create index user_integrations_due on user_integrations (next_sync_at)
      where status in ('connected', 'needs_permission', 'needs_action')`.execute(db)
  },
}
