import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createAnalytics: Migration = {
  async up(db) {
    await sql`
      create table analytics_subscriptions (
        id uuid primary key default gen_random_uuid(),
        user_id text not null references users (id) on delete cascade,
        instance uuid not null,
        pseudonym uuid not null default gen_random_uuid(),
        enabled boolean not null,
        with_measurements boolean not null,
        cursor text,
        revision bigint not null default 0,
        sent_points bigint not null default 0,
        refused_points bigint not null default 0,
        last_sent_at timestamptz,
        failures integer not null default 0,
        last_error text,
        last_error_at timestamptz,
        due_at timestamptz,
        wakes bigint not null default 0,
        leased_by text,
        leased_until timestamptz,
        created_at timestamptz not null,
        unique (user_id, instance)
      )`.execute(db)
    await sql`
      create index analytics_subscriptions_due on analytics_subscriptions (due_at) where enabled and due_at is not null`.execute(
      db,
    )
    await sql`create index analytics_subscriptions_by_instance on analytics_subscriptions (instance)`.execute(
      db,
    )
    await sql`
      create table analytics_watch (
        only_row boolean primary key default true check (only_row),
        watcher text not null,
        until timestamptz not null
      )`.execute(db)
  },
}
