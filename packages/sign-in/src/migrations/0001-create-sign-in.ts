import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createSignIn: Migration = {
  async up(db) {
    await sql`
      create table sign_in_flows (
        state_hash text primary key,
        browser_hash text not null,
        instance_id uuid not null,
        kept bytea not null,
        return_path text not null,
        user_id text references users (id) on delete cascade,
        session_id text references sessions (id) on delete cascade,
        expires_at timestamptz not null,
        check ((user_id is null) = (session_id is null))
      )`.execute(db)
    await sql`create index sign_in_flows_by_expiry on sign_in_flows (expires_at)`.execute(db)
    await sql`create index sign_in_flows_by_user on sign_in_flows (user_id)`.execute(db)
    await sql`create index sign_in_flows_by_session on sign_in_flows (session_id)`.execute(db)
    await sql`
      create table sign_in_identities (
        id uuid primary key,
        user_id text not null references users (id) on delete cascade,
        instance_id uuid not null,
        issuer text not null,
        subject text not null,
        name text,
        email text,
        created_at timestamptz not null default now(),
        last_used_at timestamptz,
        constraint sign_in_identities_key unique (instance_id, issuer, subject)
      )`.execute(db)
    await sql`create index sign_in_identities_by_user on sign_in_identities (user_id, created_at)`.execute(db)
  },
}
