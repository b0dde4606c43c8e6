import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * Nobody searches in raw records, so they are kept as text that is valid JSON and not taken apart: a sixth of what
 * writing a page costs, and nothing that a provider sends is refused for a character that `jsonb` cannot hold.
 */
export const keepRawAsSent: Migration = {
  async up(db) {
    await sql`alter table media_items alter column raw type json using raw::text::json`.execute(db)
  },
}
