import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createWebhooksTables: Migration = {
  async up(db) {
    await sql`
      create table webhook_endpoints (
        id uuid primary key default gen_random_uuid(),
        user_id text not null references users (id) on delete cascade,
        url text not null,
        description text not null,
        -- Null: all.
        types text[],
        enabled boolean not null default true,
        disabled_reason text check (disabled_reason in ('gone', 'failing')),
        -- Of the feed of changes; null: the receiver has to start over.
        cursor text,
        cursor_types text[] not null,
        cursor_at timestamptz not null,
        previous_secret_until timestamptz,
        failing_since timestamptz,
        -- When there is something to do for it; null: nothing.
        due_at timestamptz,
        -- Grows with each request to be served, so that one which arrives while it is being served is not lost.
        wakes bigint not null default 0,
        leased_by text,
        leased_until timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`.execute(db)
    await sql`create index webhook_endpoints_by_user on webhook_endpoints (user_id, created_at, id)`.execute(
      db,
    )
    await sql`
      create index webhook_endpoints_due on webhook_endpoints (due_at) where enabled and due_at is not null`.execute(
      db,
    )
    await sql`
      create table webhook_deliveries (
        seq bigint generated always as identity primary key,
        id uuid not null unique,
        endpoint_id uuid not null references webhook_endpoints (id) on delete cascade,
        user_id text not null,
        type text not null,
        -- The bytes that are signed, so that each attempt sends the same.
        payload text not null,
        change_count integer not null,
        status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
        failures integer not null default 0,
        is_redelivery boolean not null default false,
        next_attempt_at timestamptz,
        created_at timestamptz not null,
        finished_at timestamptz
      )`.execute(db)
    await sql`
      create index webhook_deliveries_pending on webhook_deliveries (endpoint_id, seq) where status = 'pending'`.execute(
      db,
    )
    await sql`create index webhook_deliveries_by_user on webhook_deliveries (user_id, seq)`.execute(db)
    await sql`create index webhook_deliveries_by_endpoint on webhook_deliveries (endpoint_id, seq)`.execute(
      db,
    )
    await sql`create index webhook_deliveries_by_time on webhook_deliveries (created_at)`.execute(db)
    await sql`
      create table webhook_attempts (
        id bigint generated always as identity primary key,
        delivery_seq bigint not null references webhook_deliveries (seq) on delete cascade,
        at timestamptz not null,
        -- Null: no answer.
        status_code integer,
        duration_ms integer not null,
        error text,
        -- The first KiB.
        answer text
      )`.execute(db)
    await sql`create index webhook_attempts_by_delivery on webhook_attempts (delivery_seq, id)`.execute(db)
    await sql`
      create table webhook_watch (
        only_row boolean primary key default true check (only_row),
        watcher text not null,
        until timestamptz not null
      )`.execute(db)
  },
}
