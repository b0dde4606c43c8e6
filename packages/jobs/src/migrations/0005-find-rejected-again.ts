import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Whether a record was rejected before is asked for each one that a sync rejects. */
export const findRejectedAgain: Migration = {
  async up(db) {
    await sql`create index rejected_records_by_raw on rejected_records using hash (raw)`.execute(db)
  },
}
