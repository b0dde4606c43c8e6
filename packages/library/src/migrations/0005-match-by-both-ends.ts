import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * A source may report the end of a play, its start or both, and may report a second pair by another clock, which is a row
 * of its own.
 */
export const matchByBothEnds: Migration = {
  async up(db) {
    await sql`
      alter table media_deliveries
        -- Null: the source has one time alone, which may be either end.
        add column started_at timestamptz,
        add column device_started_at timestamptz`.execute(db)
    // The duration is in the contents of the item. Integrations that match plays report when they ended.
    await sql`
      update media_deliveries as delivery
      set started_at = delivery.occurred_at - make_interval(secs => item.duration_seconds)
      from media_items as item
      where item.id = delivery.item_id and item.external_id = delivery.external_id
        and item.duration_seconds is not null`.execute(db)
    await sql`
      alter table media_deliveries
        drop constraint media_deliveries_identity,
        add constraint media_deliveries_identity primary key (external_id, match_key, user_id, platform, occurred_at)`.execute(
      db,
    )
  },
}
