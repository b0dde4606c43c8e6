import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Back-fills of the streams that lack something, instead of all. */
export const narrowJobs: Migration = {
  async up(db) {
    await sql`alter table import_jobs add column streams text[]`.execute(db)
  },
}
