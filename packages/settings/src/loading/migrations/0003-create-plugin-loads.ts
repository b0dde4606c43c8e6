import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createPluginLoads: Migration = {
  async up(db) {
    await sql`create sequence plugin_load_revisions`.execute(db)
    await sql`
      create table plugin_loads (
        name text primary key,
        wanted text not null check (wanted in ('loaded', 'unloaded')),
        -- Of the files that the process which was asked has loaded.
        digest text,
        -- Grows with each request of any plugin.
        revision bigint not null default nextval('plugin_load_revisions')
      )`.execute(db)
    await sql`
      create table plugin_load_results (
        process_id uuid not null,
        host text not null,
        name text not null,
        revision bigint not null,
        -- Null: done.
        failure text,
        finished_at timestamptz not null default now(),
        primary key (process_id, name)
      )`.execute(db)
  },
}
