import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Fair turns: how much of the workers each person has had. What each worker can run, for jobs that wait for a plugin. */
export const takeTurns: Migration = {
  async up(db) {
    await sql`
      create table job_turns (
        user_id text primary key references users (id) on delete cascade,
        used double precision not null,
        used_at timestamptz not null default now()
      )`.execute(db)
    await sql`alter table import_jobs add column claimed_at timestamptz`.execute(db)
    await sql`
      alter table job_workers
        add column runs text[] not null default '{}',
        add column unavailable jsonb not null default '{}',
        add column blocked_by text`.execute(db)
  },
}
