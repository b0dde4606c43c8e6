import { inBatches, type Migration } from '@tributary/database'
import { NO_CONNECTION } from '@tributary/jobs'
import { sql } from 'kysely'

/** Items of files before lists of them were kept belong to an import without a name, so that they stay when a later import of them is undone. */
export const listItemsOfFiles: Migration = {
  transaction: 'none',
  async up(db) {
    const nil = sql`${sql.lit(NO_CONNECTION)}::uuid`
    // Of a run that was interrupted.
    await sql`delete from media_import_items where import_id = ${nil}`.execute(db)
    await inBatches(
      db,
      'media_items',
      (from, to) => sql`
        insert into media_import_items (user_id, platform, import_id, item_ids, first_id, last_id)
        select user_id, platform, ${nil}, array_agg(id order by id), min(id), max(id)
        from media_items
        where id between ${from} and ${to} and (delivered_by is null or ${nil} = any(delivered_by))
        group by user_id, platform`,
    )
  },
}
