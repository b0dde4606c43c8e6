import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** How often back-fills have asked for a date in vain, and when the last one did. */
export const countAttempts: Migration = {
  async up(db) {
    await sql`
      alter table metric_coverage
        add column attempts integer not null default 0,
        add column tried_at timestamptz`.execute(db)
  },
}
