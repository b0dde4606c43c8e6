import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** What a stream wants the person to know, though nothing failed. */
export const keepWarnings: Migration = {
  async up(db) {
    await sql`alter table import_jobs add column warnings text[] not null default '{}'`.execute(db)
  },
}
