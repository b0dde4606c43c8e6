import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createPluginInstances: Migration = {
  async up(db) {
    await sql`
      create table plugin_instances (
        id uuid primary key,
        plugin text not null,
        kind text not null,
        name text not null,
        enabled boolean not null,
        -- By field, without secrets.
        configuration jsonb not null,
        -- The fields whose secret is set.
        secrets text[] not null,
        -- Of the form that the values fit.
        form_version integer not null,
        -- Grows with each change: processes reopen the instance by it.
        revision bigint not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        updated_by text references users (id) on delete set null,
        constraint plugin_instances_name unique (plugin, kind, name)
      )`.execute(db)
    await sql`create index plugin_instances_by_kind on plugin_instances (kind, name)`.execute(db)
    await sql`create index plugin_instances_by_time on plugin_instances (created_at, id)`.execute(db)
  },
}
