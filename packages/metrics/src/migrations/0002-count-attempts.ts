import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** The number of back-fills that requested a date without result, and the time of the last one. */
export const countAttempts: Migration = {
  async up(db) {
    await sql`
      alter table metric_coverage
        add column attempts integer not null default 0,
        add column tried_at timestamptz`.execute(db)
  },
}
