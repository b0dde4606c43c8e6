import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** A file on its way is leased by the process that receives it: what a process that died had set aside is free again soon. */
export const leaseUploads: Migration = {
  async up(db) {
    await sql`alter table uploads add column leased_at timestamptz not null default now()`.execute(db)
  },
}
