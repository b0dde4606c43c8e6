import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createRules: Migration = {
  async up(db) {
    await sql`
      create table rules (
        id uuid primary key default gen_random_uuid(),
        user_id text not null references users (id) on delete cascade,
        condition jsonb not null,
        -- Of notification_channels, which another plugin owns.
        channel_id uuid not null,
        enabled boolean not null,
        -- Of the feed of changes.
        cursor text not null,
        cursor_at timestamptz not null,
        revision integer not null default 1,
        since timestamptz not null default now(),
        last_fired_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`.execute(db)
    await sql`create index rules_by_user on rules (user_id, created_at, id)`.execute(db)
    await sql`
      create table rule_subjects (
        rule_id uuid not null references rules (id) on delete cascade,
        subject text not null,
        state text not null check (state in ('fired', 'before', 'due')),
        due_at timestamptz,
        created_at timestamptz not null,
        primary key (rule_id, subject)
      )`.execute(db)
    await sql`create index rule_subjects_due on rule_subjects (due_at) where state = 'due'`.execute(db)
    await sql`create index rule_subjects_by_time on rule_subjects (created_at)`.execute(db)
    await sql`
      create table rule_firings (
        seq bigint generated always as identity primary key,
        id uuid not null unique,
        user_id text not null,
        rule_id uuid not null references rules (id) on delete cascade,
        subject text not null,
        channel_id uuid not null,
        facts jsonb not null,
        fired_at timestamptz not null,
        unique (rule_id, subject)
      )`.execute(db)
    await sql`create index rule_firings_by_user on rule_firings (user_id, seq)`.execute(db)
    await sql`create index rule_firings_by_time on rule_firings (fired_at)`.execute(db)
  },
}
