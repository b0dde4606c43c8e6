import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createSearchTables: Migration = {
  async up(db) {
    await sql`
      create table search_people (
        instance_id text not null,
        -- No foreign key: the row stays until the documents of a deleted person are removed from the instance.
        user_id text not null,
        revision bigint not null,
        -- Of the feed of changes; null: to be filled from the beginning.
        cursor text,
        is_filled boolean not null default false,
        sent bigint not null default 0,
        due_since timestamptz,
        -- Grows with each change that is noticed, so that one which arrives while the person is being served is not lost.
        wakes bigint not null default 0,
        primary key (instance_id, user_id)
      )`.execute(db)
    await sql`create index search_people_due on search_people (instance_id, due_since) where due_since is not null`.execute(
      db,
    )
    await sql`
      create table search_watch (
        only_row boolean primary key default true check (only_row),
        watcher text not null,
        until timestamptz not null,
        looked_at timestamptz,
        failing_since timestamptz,
        failure text
      )`.execute(db)
  },
}
