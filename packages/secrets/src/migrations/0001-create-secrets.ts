import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * `key_id` is generated from the sealed text, so the two cannot disagree. Its foreign key prevents deleting a data key
 * that a secret needs.
 */
export const createSecrets: Migration = {
  async up(db) {
    await sql`
      create table secret_keys (
        id text primary key,
        wrapped text not null,
        created_at timestamptz not null default now()
      )`.execute(db)
    await sql`
      create table secrets_instance (
        singleton boolean primary key default true check (singleton),
        canary text not null,
        active_key_id text not null references secret_keys (id)
      )`.execute(db)
    await sql`
      create table secrets (
        owner text not null,
        name text not null,
        user_id text,
        sealed text not null,
        key_id text not null generated always as (split_part(sealed, '.', 2)) stored,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (owner, name),
        constraint secrets_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
        constraint secrets_key_id_fkey foreign key (key_id) references secret_keys (id)
      )`.execute(db)
    await sql`create index secrets_by_key on secrets (key_id, owner, name)`.execute(db)
    await sql`create index secrets_by_user on secrets (user_id) where user_id is not null`.execute(db)
  },
}
