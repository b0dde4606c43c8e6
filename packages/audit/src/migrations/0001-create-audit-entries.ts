import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Entries outlive the users, keys and plugins they are about. */
export const createAuditEntries: Migration = {
  async up(db) {
    await sql`
      create table audit_entries (
        id bigint generated always as identity primary key,
        at timestamptz not null default now(),
        actor_id text,
        actor_kind text not null check (actor_kind in ('session', 'api_key', 'server')),
        action text not null check (action in ('created', 'updated', 'deleted', 'rotated')),
        subject_type text not null,
        subject_id text not null,
        changes jsonb not null default '[]'
      )`.execute(db)
    await sql`create index audit_entries_by_subject on audit_entries (subject_type, subject_id, id desc)`.execute(
      db,
    )
    await sql`create index audit_entries_by_actor on audit_entries (actor_id, id desc)`.execute(db)
  },
}
