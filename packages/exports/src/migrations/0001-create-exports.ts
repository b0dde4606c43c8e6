import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * A trigger records the objects to delete, since exports are deleted by several statements and with their person: whichever it is, the
 * object is deleted afterwards, outside of the transaction.
 */
export const createExports: Migration = {
  async up(db) {
    await sql`
      create table export_schedules (
        id uuid primary key default gen_random_uuid(),
        user_id text not null references users (id) on delete cascade,
        contents text not null,
        format text not null check (format in ('jsonl', 'csv')),
        storage uuid not null,
        storage_name text not null,
        every text not null check (every in ('day', 'week', 'month')),
        begins_at timestamptz not null,
        next_at timestamptz not null,
        created_at timestamptz not null
      )`.execute(db)
    await sql`create index export_schedules_by_user on export_schedules (user_id, created_at, id)`.execute(db)
    await sql`create index export_schedules_due on export_schedules (next_at)`.execute(db)
    await sql`
      create table kept_exports (
        id uuid primary key default gen_random_uuid(),
        user_id text not null references users (id) on delete cascade,
        contents text not null,
        format text not null check (format in ('jsonl', 'csv')),
        storage uuid not null,
        storage_name text not null,
        schedule_id uuid references export_schedules (id) on delete set null,
        status text not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'failed')),
        attempt integer not null default 0,
        failures integer not null default 0,
        error text,
        records bigint not null default 0,
        expected_records bigint,
        bytes bigint not null default 0,
        sha256 text,
        due_at timestamptz,
        leased_by text,
        leased_until timestamptz,
        created_at timestamptz not null,
        made_at timestamptz
      )`.execute(db)
    await sql`create index kept_exports_by_user on kept_exports (user_id, created_at, id)`.execute(db)
    await sql`create index kept_exports_by_schedule on kept_exports (schedule_id)`.execute(db)
    await sql`create index kept_exports_due on kept_exports (due_at) where due_at is not null`.execute(db)
    await sql`
      create table export_leftovers (
        object_key text primary key,
        storage uuid not null,
        next_at timestamptz not null,
        until timestamptz not null
      )`.execute(db)
    await sql`create index export_leftovers_due on export_leftovers (next_at)`.execute(db)
    await sql`
      create function keep_export_leftover() returns trigger language plpgsql as $$
      begin
        insert into export_leftovers (object_key, storage, next_at, until)
        values ('exports/' || old.id || '-' || old.attempt || '.' || old.format, old.storage, now(),
          case when old.leased_until is null then now() else now() + interval '13 hours' end)
        on conflict do nothing;
        return null;
      end $$`.execute(db)
    await sql`
      create trigger kept_exports_keep_leftover after delete on kept_exports
      for each row when (old.attempt > 0) execute function keep_export_leftover()`.execute(db)
  },
}
