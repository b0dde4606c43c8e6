import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Clients can write the words of a notification in the person's language. Empty for those from before. */
export const addParameters: Migration = {
  async up(db) {
    await sql`alter table notifications add column parameters jsonb not null default '{}'`.execute(db)
  },
}
