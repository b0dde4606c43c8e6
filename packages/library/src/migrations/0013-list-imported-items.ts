import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Which items each import has delivered, so that one import can be undone. */
export const listImportedItems: Migration = {
  async up(db) {
    await sql`
      create table media_import_items (
        id bigint generated always as identity primary key,
        user_id text not null,
        platform text not null,
        -- The nil UUID: imports before this table, and syncs without an account.
        import_id uuid not null,
        -- Of one page, in order.
        item_ids bigint[] not null,
        first_id bigint not null,
        last_id bigint not null
      )`.execute(db)
    await sql`create index media_import_items_by_import on media_import_items (import_id, first_id)`.execute(
      db,
    )
    await sql`
      create index media_import_items_by_items on media_import_items (user_id, platform, first_id)`.execute(
      db,
    )
  },
}
