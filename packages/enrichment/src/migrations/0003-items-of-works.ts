import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** An item is a play of a work, which is a person's: their id besides had an index and a reference that each written item paid for. */
export const itemsOfWorks: Migration = {
  async up(db) {
    await sql`alter table enrichment_items drop column user_id`.execute(db)
  },
}
