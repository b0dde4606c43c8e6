import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Demo data imports files of its own. */
export const jobsOfDemoData: Migration = {
  async up(db) {
    // Without a look at the rows, which all satisfy the narrower check: a full scan would hold the lock.
    await sql`
      alter table import_jobs
        drop constraint import_jobs_trigger_check,
        add constraint import_jobs_trigger_check
          check (trigger in ('upload', 'manual', 'schedule', 'connect', 'command', 'webhook', 'demo')) not valid`.execute(
      db,
    )
    await sql`alter table import_jobs validate constraint import_jobs_trigger_check`.execute(db)
  },
}
