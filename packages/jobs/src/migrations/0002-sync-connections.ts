import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Back-fills, jobs of connections, streams finished within a job, budgets that all processes share. */
export const syncConnections: Migration = {
  async up(db) {
    await sql`
      alter table import_jobs
        drop constraint import_jobs_kind_check,
        add constraint import_jobs_kind_check check (kind in ('import', 'sync', 'backfill')),
        drop constraint import_jobs_trigger_check,
        add constraint import_jobs_trigger_check
          check (trigger in ('upload', 'manual', 'schedule', 'connect', 'command')),
        add column connection_id uuid,
        add column finished_streams text[] not null default '{}'`.execute(db)
    await sql`alter table rejected_records add column retriable boolean not null default false`.execute(db)
    await sql`
      create table rate_budgets (
        key text primary key,
        takes jsonb not null default '[]',
        blocked_until timestamptz,
        updated_at timestamptz not null default now()
      )`.execute(db)
  },
}
