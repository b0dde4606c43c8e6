import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const recordUploads: Migration = {
  async up(db) {
    await sql`alter table demo_data add column uploads uuid[] not null default '{}'`.execute(db)
  },
}
