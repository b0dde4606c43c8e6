import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * The column repeated the person of the work, and cost each written item an index entry and a check of its reference. Dropping a reference
 * locks both tables. People come first, as in all that writes items: the other order could deadlock with a process that still runs.
 */
export const itemsOfWorks: Migration = {
  async up(db) {
    await sql`lock table users in access exclusive mode`.execute(db)
    await sql`alter table enrichment_items drop column user_id`.execute(db)
  },
}
