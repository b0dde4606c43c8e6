import type { MigrationSet } from '@tributary/database'
import { sql } from 'kysely'

/** The tables of this package. `credentials` and `sessions` also have the columns that better-auth writes. */
export const accountsMigrations: MigrationSet = {
  '0001-create-users': {
    async up(db) {
      await sql`
        create table users (
          id text primary key,
          email text not null check (email = lower(email)),
          name text not null,
          role text not null default 'user' check (role in ('admin', 'user')),
          disabled_at timestamptz,
          created_at timestamptz not null default now(),
          updated_at timestamptz not null default now(),
          constraint users_email_key unique (email)
        )`.execute(db)
      await sql`
        create table credentials (
          id text primary key,
          user_id text not null references users (id) on delete cascade,
          provider_id text not null,
          account_id text not null,
          password text,
          created_at timestamptz not null default now(),
          updated_at timestamptz not null default now(),
          unique (user_id, provider_id)
        )`.execute(db)
      await sql`
        create table sessions (
          id text primary key,
          user_id text not null references users (id) on delete cascade,
          token_hash text not null unique,
          expires_at timestamptz not null,
          ip_address text,
          user_agent text,
          created_at timestamptz not null default now(),
          updated_at timestamptz not null default now()
        )`.execute(db)
      await sql`create index sessions_by_user on sessions (user_id)`.execute(db)
      await sql`create index sessions_by_expiry on sessions (expires_at)`.execute(db)
      await sql`
        create table api_keys (
          id text primary key,
          user_id text not null references users (id) on delete cascade,
          name text not null,
          hint text not null,
          key_hash text not null unique,
          scopes text[] not null,
          expires_at timestamptz,
          last_used_at timestamptz,
          created_at timestamptz not null default now()
        )`.execute(db)
      await sql`create index api_keys_by_user on api_keys (user_id, created_at)`.execute(db)
      await sql`
        create table accounts_instance (
          singleton boolean primary key default true check (singleton),
          auth_secret text not null,
          setup_done_at timestamptz
        )`.execute(db)
    },
  },
  '0002-known-devices': {
    async up(db) {
      await sql`
        create table known_devices (
          token_hash text primary key,
          user_id text not null references users (id) on delete cascade,
          browser boolean not null,
          attempts integer not null default 0,
          created_at timestamptz not null
        )`.execute(db)
      await sql`create index known_devices_by_user on known_devices (user_id, created_at)`.execute(db)
    },
  },
  '0003-idempotency-keys': {
    async up(db) {
      await sql`
        create table idempotency_keys (
          user_id text not null references users (id) on delete cascade,
          key_hash bytea not null,
          fingerprint text not null,
          answer bytea not null,
          created_at timestamptz not null default now(),
          primary key (user_id, key_hash)
        )`.execute(db)
      await sql`create index idempotency_keys_by_age on idempotency_keys (created_at)`.execute(db)
    },
  },
  '0004-preferences-and-uses-of-sessions': {
    async up(db) {
      await sql`
        alter table users
          add column language text check (language in ('en', 'de')),
          add column locale text,
          add column time_zone text,
          add column theme text not null default 'system' check (theme in ('system', 'light', 'dark'))`.execute(
        db,
      )
      await sql`alter table sessions add column last_used_at timestamptz`.execute(db)
    },
  },
  '0005-confirmed-sessions': {
    async up(db) {
      await sql`alter table sessions add column confirmed_at timestamptz`.execute(db)
    },
  },
}
