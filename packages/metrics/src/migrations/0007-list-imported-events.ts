import type { Migration } from '@tributary/database'
import { NO_CONNECTION } from '@tributary/jobs'
import { sql } from 'kysely'

/** Which imports have delivered each event without a connection, so that one import can be undone. */
export const listImportedEvents: Migration = {
  async up(db) {
    await sql`
      create table event_imports (
        event_id bigint not null references events (id) on delete cascade,
        -- The nil UUID: imports before this table, and syncs without an account.
        import_id uuid not null,
        constraint event_imports_identity primary key (event_id, import_id)
      )`.execute(db)
    await sql`create index event_imports_by_import on event_imports (import_id, event_id)`.execute(db)
    // They stay when a later import of them is undone.
    await sql`
      insert into event_imports (event_id, import_id)
      select id, connection_id from events where connection_id = ${sql.lit(NO_CONNECTION)}::uuid`.execute(db)
  },
}
