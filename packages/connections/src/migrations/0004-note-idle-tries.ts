import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * When an idle connection was last tried: one that always fails must not stand in the way of the others. Some databases
 * were made with the column already.
 */
export const noteIdleTries: Migration = {
  async up(db) {
    await sql`alter table user_integrations add column if not exists idle_tried_at timestamptz`.execute(db)
  },
}
