import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createDemoData: Migration = {
  async up(db) {
    await sql`
      create table demo_data (
        user_id text primary key references users (id) on delete cascade,
        id uuid not null default gen_random_uuid(),
        filled text[] not null default '{}',
        created_at timestamptz not null default now(),
        filled_at timestamptz,
        removing_at timestamptz,
        leased_until timestamptz not null default now()
      )`.execute(db)
  },
}
