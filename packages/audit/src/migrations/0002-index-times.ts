import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** For the filter by time, and for deleting old entries. */
export const indexTimes: Migration = {
  async up(db) {
    await sql`create index audit_entries_by_time on audit_entries (at)`.execute(db)
  },
}
