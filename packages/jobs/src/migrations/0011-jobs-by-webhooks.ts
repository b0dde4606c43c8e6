import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** A provider may call for a sync. */
export const jobsByWebhooks: Migration = {
  async up(db) {
    await sql`
      alter table import_jobs
        drop constraint import_jobs_trigger_check,
        add constraint import_jobs_trigger_check
          check (trigger in ('upload', 'manual', 'schedule', 'connect', 'command', 'webhook'))`.execute(db)
  },
}
