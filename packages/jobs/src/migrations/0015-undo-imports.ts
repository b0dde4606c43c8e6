import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Imports can be undone. Those before this migration cannot: what they delivered was not recorded. */
export const undoImports: Migration = {
  async up(db) {
    await sql`
      alter table import_jobs
        add column undoable boolean not null default false,
        add column undo_begun_at timestamptz,
        add column undone_at timestamptz,
        add column undo_deleted integer not null default 0,
        add column undo_kept integer not null default 0`.execute(db)
  },
}
