import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * Indexes were half of what an import costs. One over three texts becomes one over a hash of them, and that of lists leaves the
 * id out: items of one instant are then one entry, and the few of them are sorted when they are read.
 */
export const identifyByHash: Migration = {
  async up(db) {
    await sql`alter table media_items add column identity uuid`.execute(db)
    // Written anew in one go, so that no dead rows are left; as `itemIdentity` computes it.
    await sql`
      alter table media_items alter column identity type uuid using
        left(encode(sha256(convert_to(platform || '/' || user_id || '/' || external_id, 'UTF8')), 'hex'), 32)::uuid`.execute(
      db,
    )
    await sql`
      alter table media_items
        alter column identity set not null,
        alter column identity set statistics 0,
        drop constraint media_items_identity,
        add constraint media_items_identity unique (identity)`.execute(db)
    await sql`drop index media_items_by_time`.execute(db)
    await sql`create index media_items_by_time on media_items (user_id, sort_at desc)`.execute(db)
  },
}
