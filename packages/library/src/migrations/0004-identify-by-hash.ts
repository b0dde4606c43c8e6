import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * Indexes were half of what an import costs. One over three texts becomes one over a hash of them, and that of lists leaves the
 * id out: items of one instant are then one entry, and the few of them are sorted when they are read.
 */
export const identifyByHash: Migration = {
  async up(db) {
    // What would only be made anew along with the table. The new constraint has another name, so that a worker of the version
    // before fails with a page and tries again later: under this one it would take each record for one that cannot be held.
    await sql`alter table media_items drop constraint media_items_identity`.execute(db)
    await sql`drop index media_items_by_time`.execute(db)
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
        add constraint media_items_by_identity unique (identity)`.execute(db)
    await sql`create index media_items_by_time on media_items (user_id, sort_at desc)`.execute(db)
  },
}
