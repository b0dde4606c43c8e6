import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createHealthChecks: Migration = {
  async up(db) {
    await sql`
      create table health_subjects (
        type text not null,
        id text not null,
        plugin text not null,
        name text not null,
        status text not null default 'unknown'
          check (status in ('healthy', 'degraded', 'unhealthy', 'unknown')),
        since timestamptz not null,
        -- What the last check found: the status follows when a second check confirms it.
        observation text check (observation in ('healthy', 'degraded', 'unhealthy')),
        next_check_at timestamptz not null,
        seen_at timestamptz not null,
        leased_by text,
        leased_until timestamptz,
        primary key (type, id)
      )`.execute(db)
    await sql`create index health_subjects_due on health_subjects (next_check_at)`.execute(db)
    await sql`
      create table health_checks (
        id bigint generated always as identity primary key,
        subject_type text not null,
        subject_id text not null,
        at timestamptz not null,
        observation text not null check (observation in ('healthy', 'degraded', 'unhealthy')),
        status text not null check (status in ('healthy', 'degraded', 'unhealthy', 'unknown')),
        milliseconds integer not null,
        steps jsonb not null,
        foreign key (subject_type, subject_id) references health_subjects (type, id) on delete cascade
      )`.execute(db)
    await sql`create index health_checks_by_subject on health_checks (subject_type, subject_id, id)`.execute(
      db,
    )
    await sql`create index health_checks_by_time on health_checks (at)`.execute(db)
    await sql`
      create index health_checks_failed on health_checks (subject_type, subject_id, id)
      where observation <> 'healthy'`.execute(db)
  },
}
