import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** What a channel leads to: people, or a workflow. */
export const channelsToWorkflows: Migration = {
  async up(db) {
    await sql`
      alter table notification_channels add column kind text not null default 'notification'
        check (kind in ('notification', 'workflow'))`.execute(db)
  },
}
