import type { Migration } from '@tributary/database'
import { NO_CONNECTION } from '@tributary/jobs'
import { sql } from 'kysely'

/** Events: workouts, check-ins, meals. */
export const createEvents: Migration = {
  async up(db) {
    await sql`
      create table events (
        id bigint generated always as identity,
        user_id text not null,
        source text not null,
        -- The nil UUID: by no connection, like a file.
        connection_id uuid not null default ${sql.lit(NO_CONNECTION)},
        -- The run that it came with.
        job_id uuid not null,
        stream text not null,
        external_id text not null,
        type text not null,
        title text not null,
        started_at timestamptz not null,
        ended_at timestamptz,
        -- The local date that it counts for.
        date date not null,
        "values" jsonb not null,
        -- As sent: jsonb refuses characters that providers send.
        raw json not null,
        updated_at timestamptz not null default now(),
        constraint events_by_id unique (id),
        constraint events_identity primary key (external_id, connection_id, user_id, source)
      )`.execute(db)
    await sql`create index events_by_time on events (user_id, started_at desc, id desc)`.execute(db)
    await sql`create index events_by_type on events (user_id, source, type, started_at desc, id desc)`.execute(
      db,
    )
  },
}
