import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createSystemConfig: Migration = {
  async up(db) {
    await sql`
      create table system_config (
        key text primary key,
        value jsonb not null,
        updated_at timestamptz not null default now(),
        updated_by text references users (id) on delete set null
      )`.execute(db)
  },
}
