import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * The sources of each item, for platforms with several sources per play. Other platforms have no rows here, so their
 * imports cost as much as before.
 */
export const createMediaDeliveries: Migration = {
  async up(db) {
    await sql`
      create table media_deliveries (
        user_id text not null,
        platform text not null,
        -- As the source names it; that of the item is that of the delivery whose contents it has.
        external_id text not null,
        -- A delivery has a row for each of its keys.
        match_key text not null,
        item_id bigint not null,
        source text not null,
        precedence smallint not null,
        provider_id text,
        occurred_at timestamptz not null,
        tolerance_seconds real not null,
        constraint media_deliveries_identity primary key (external_id, match_key, user_id, platform)
      )`.execute(db)
    await sql`
      create index media_deliveries_by_key on media_deliveries (match_key, user_id, platform, occurred_at)`.execute(
      db,
    )
    await sql`create index media_deliveries_by_item on media_deliveries (item_id)`.execute(db)
  },
}
