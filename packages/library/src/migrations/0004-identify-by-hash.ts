import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * Indexes were half of the cost of an import. One over three texts becomes one over their hash, and the one of lists omits
 * the id: items of one instant are then one entry, and the few of them are sorted when they are read.
 */
export const identifyByHash: Migration = {
  async up(db) {
    // Dropped first, since rewriting the table would rebuild them. The new constraint has another name: a worker of the earlier
    // version then fails with a page and retries later, while under the old name it would reject each record.
    await sql`alter table media_items drop constraint media_items_identity`.execute(db)
    await sql`drop index media_items_by_time`.execute(db)
    await sql`alter table media_items add column identity uuid`.execute(db)
    // Rewritten in one statement, so that no dead rows remain; the same hash as in `itemIdentity`.
    await sql`
      alter table media_items alter column identity type uuid using
        left(encode(sha256(convert_to(platform || '/' || user_id || '/' || external_id, 'UTF8')), 'hex'), 32)::uuid`.execute(
      db,
    )
    await sql`
      alter table media_items
        alter column identity set not null,
        alter column identity set statistics 0,
        add constraint media_items_by_identity unique (identity)`.execute(db)
    await sql`create index media_items_by_time on media_items (user_id, sort_at desc)`.execute(db)
  },
}
