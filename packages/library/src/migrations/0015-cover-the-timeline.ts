import { createIndexConcurrently, type Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * Items are counted per local day without reading them: the index by time also has the columns that the counts filter by. It replaces
 * the one without, so that an import writes as many indexes as before.
 */
export const coverTheTimeline: Migration = {
  transaction: 'none',
  async up(db) {
    await createIndexConcurrently(db, {
      name: 'media_items_timeline',
      table: 'media_items',
      definition: sql`(user_id, sort_at desc) include (occurred_at, occurred_on, platform, type)`,
    })
    await sql`drop index concurrently if exists media_items_by_time`.execute(db)
  },
}
