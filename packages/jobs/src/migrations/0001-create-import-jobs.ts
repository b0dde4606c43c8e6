import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createImportJobs: Migration = {
  async up(db) {
    await sql`
      create table uploads (
        id uuid primary key default gen_random_uuid(),
        user_id text not null references users (id) on delete cascade,
        filename text not null,
        content_type text not null,
        size bigint not null default 0,
        complete boolean not null default false,
        created_at timestamptz not null default now()
      )`.execute(db)
    await sql`
      create table upload_chunks (
        upload_id uuid not null references uploads (id) on delete cascade,
        seq integer not null,
        data bytea not null,
        primary key (upload_id, seq)
      )`.execute(db)
    // Chunks are files' bytes already compressed or soon deleted: compressing them costs more than it saves.
    await sql`alter table upload_chunks alter column data set storage external`.execute(db)
    await sql`
      create table import_jobs (
        id uuid primary key default gen_random_uuid(),
        seq bigint generated always as identity unique,
        user_id text not null references users (id) on delete cascade,
        integration text not null,
        kind text not null check (kind in ('import', 'sync')),
        trigger text not null check (trigger in ('upload', 'manual', 'schedule', 'command')),
        status text not null default 'queued'
          check (status in ('queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled')),
        lane text not null,
        fence integer not null default 0,
        stalled integer not null default 0,
        pages_at_start integer not null default 0,
        failures integer not null default 0,
        fetched integer not null default 0,
        inserted integer not null default 0,
        updated integer not null default 0,
        unchanged integer not null default 0,
        rejected integer not null default 0,
        skipped integer not null default 0,
        pages integer not null default 0,
        progress real,
        cursors jsonb not null default '{}',
        options jsonb not null default '{}',
        "window" jsonb,
        upload_id uuid references uploads (id) on delete set null,
        filename text,
        error_code text,
        error_message text,
        error_line integer,
        error_column integer,
        cancel_requested boolean not null default false,
        run_after timestamptz not null default now(),
        created_at timestamptz not null default now(),
        started_at timestamptz,
        finished_at timestamptz,
        updated_at timestamptz not null default now(),
        check (fetched = inserted + updated + unchanged + rejected)
      )`.execute(db)
    await sql`create index import_jobs_by_user on import_jobs (user_id, seq desc)`.execute(db)
    // One connection runs one job at a time, whatever the queue delivers.
    await sql`create unique index import_jobs_one_running on import_jobs (lane) where status = 'running'`.execute(
      db,
    )
    await sql`create index import_jobs_waiting on import_jobs (lane, seq) where status = 'queued'`.execute(db)
    await sql`create index import_jobs_open on import_jobs (updated_at) where status in ('queued', 'running')`.execute(
      db,
    )
    await sql`create index import_jobs_by_upload on import_jobs (upload_id) where upload_id is not null`.execute(
      db,
    )
    await sql`
      create table sync_cursors (
        user_id text not null references users (id) on delete cascade,
        integration text not null,
        stream text not null,
        cursor jsonb not null,
        version integer not null default 1,
        updated_at timestamptz not null default now(),
        primary key (user_id, integration, stream)
      )`.execute(db)
    await sql`
      create table rejected_records (
        id bigint generated always as identity primary key,
        job_id uuid not null references import_jobs (id) on delete cascade,
        stream text not null,
        position text,
        reason text not null,
        raw jsonb not null,
        created_at timestamptz not null default now()
      )`.execute(db)
    await sql`create index rejected_records_by_job on rejected_records (job_id, id)`.execute(db)
  },
}
