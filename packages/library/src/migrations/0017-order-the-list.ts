import { createIndexConcurrently, type Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * The index of the timeline with the ids that the list is sorted by besides: a page of a filtered list is chosen without reading the items that the
 * filter leaves out, and no page has to be sorted. It replaces the one without.
 */
export const orderTheList: Migration = {
  transaction: 'none',
  async up(db) {
    await createIndexConcurrently(db, {
      name: 'media_items_list',
      table: 'media_items',
      definition: sql`(user_id, sort_at desc, id desc) include (occurred_at, occurred_on, platform, type)`,
    })
    await sql`drop index concurrently if exists media_items_timeline`.execute(db)
  },
}
