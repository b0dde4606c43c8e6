import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * Raw records are not searched, so they are stored as text that is valid JSON and not parsed: parsing is a sixth of the
 * cost of writing a page, and `jsonb` would refuse some characters that providers send.
 */
export const keepRawAsSent: Migration = {
  async up(db) {
    await sql`alter table media_items alter column raw type json using raw::text::json`.execute(db)
  },
}
