import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createConnectionsTables: Migration = {
  async up(db) {
    await sql`
      create table integration_sources (
        name text primary key,
        display_name text not null,
        -- The administrator's switch: off, accounts cannot be connected and nothing is synced.
        enabled boolean not null default true,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`.execute(db)
    await sql`
      create table user_integrations (
        id uuid primary key default gen_random_uuid(),
        user_id text not null references users (id) on delete cascade,
        integration text not null references integration_sources (name),
        status text not null check (status in ('connected', 'needs_reauth', 'needs_permission', 'paused', 'disconnected')),
        reason text,
        account_id text,
        account_name text,
        granted_scopes text[] not null default '{}',
        -- What the person has switched, by stream; the others follow their definition.
        streams jsonb not null default '{}',
        -- Grows with each set of credentials: who still holds an older one has not seen the latest refresh.
        credentials_version integer not null default 0,
        access_expires_at timestamptz,
        refresh_lease uuid,
        refresh_lease_until timestamptz,
        refreshed_at timestamptz,
        failures integer not null default 0,
        consented_at timestamptz not null default now(),
        connected_at timestamptz not null default now(),
        last_sync_at timestamptz,
        next_sync_at timestamptz,
        last_error_code text,
        last_error_message text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        unique (user_id, integration)
      )`.execute(db)
    await sql`
      create index user_integrations_due on user_integrations (next_sync_at)
      where status in ('connected', 'needs_permission')`.execute(db)
    await sql`
      create table oauth_flows (
        -- SHA-256 of the state: a reader of the table cannot complete a flow.
        state_hash text primary key,
        browser_hash text not null,
        user_id text not null references users (id) on delete cascade,
        integration text not null,
        redirect_uri text not null,
        return_path text not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null
      )`.execute(db)
    await sql`create index oauth_flows_by_user on oauth_flows (user_id)`.execute(db)
    await sql`create index oauth_flows_expired on oauth_flows (expires_at)`.execute(db)
    await sql`
      create table revocations (
        id uuid primary key default gen_random_uuid(),
        user_id text not null references users (id) on delete cascade,
        integration text not null,
        attempts integer not null default 0,
        next_at timestamptz not null default now(),
        last_error text,
        created_at timestamptz not null default now()
      )`.execute(db)
    await sql`create index revocations_due on revocations (next_at)`.execute(db)
  },
}
