import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Room that is set aside for files on their way: parallel uploads of one person could else exceed the quota together. */
export const reserveUploads: Migration = {
  async up(db) {
    await sql`alter table uploads add column reserved bigint not null default 0`.execute(db)
    await sql`create index uploads_user_id on uploads (user_id)`.execute(db)
  },
}
