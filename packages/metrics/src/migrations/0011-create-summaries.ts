import { type Migration, VACUUM_INSERTS_EARLY } from '@tributary/database'
import { sql } from 'kysely'

/** What remains of measurements that are older than the administrator keeps them. */
export const createSummaries: Migration = {
  async up(db) {
    await sql`
      create table measurement_summaries (
        -- Below 0, so that none is that of a measurement: lists have both, and break ties by it.
        id bigint generated always as identity (start with -1 increment by -1),
        user_id text not null,
        source text not null,
        connection_id uuid not null,
        metric text not null,
        unit text not null,
        resolution text not null check (resolution in ('minute', 'hour', 'day')),
        -- In UTC.
        starts_at timestamptz not null,
        count bigint not null check (count > 0),
        -- Instead of an average: averages of several summaries would each count the same.
        sum double precision not null,
        minimum double precision not null,
        maximum double precision not null,
        -- The first and the last instant that were counted: what is delivered later is new outside of them.
        first_at timestamptz not null,
        last_at timestamptz not null,
        updated_at timestamptz not null default now(),
        constraint measurement_summaries_identity
          primary key (user_id, source, connection_id, metric, unit, resolution, starts_at)
      ) with (${sql.raw(VACUUM_INSERTS_EARLY)})`.execute(db)
    await sql`
      create index measurement_summaries_by_time on measurement_summaries (user_id, starts_at desc, id desc)`.execute(
      db,
    )
    await sql`
      create index measurement_summaries_by_metric
      on measurement_summaries (user_id, metric, starts_at desc, id desc)`.execute(db)
    // As `takeWatch` needs it: one process at a time summarizes.
    await sql`
      create table measurement_retention (
        only_row boolean primary key default true check (only_row),
        watcher text not null,
        until timestamptz not null
      )`.execute(db)
  },
}
