import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createMetrics: Migration = {
  async up(db) {
    // Tables that syncs write in bulk have no foreign keys to users: an eraser deletes those rows with their user.
    await sql`
      create table daily_metric_values (
        user_id text not null,
        -- The date where the person was. Nothing ever converts it.
        date date not null,
        -- <plugin>.<field>
        metric text not null,
        -- The integration's name, or manual.
        source text not null,
        number_value double precision,
        time_value time,
        text_value text,
        boolean_value boolean,
        unit text,
        updated_at timestamptz not null default now(),
        primary key (user_id, date, metric, source),
        constraint daily_metric_values_one_value
          check (num_nonnulls(number_value, time_value, text_value, boolean_value) = 1),
        -- Infinity and NaN minus themselves are not 0.
        constraint daily_metric_values_finite check (number_value - number_value = 0)
      )`.execute(db)
    await sql`
      create index daily_metric_values_by_metric on daily_metric_values (user_id, metric, date)`.execute(db)
    await sql`
      create table measurements (
        -- Breaks ties in the order of lists.
        id bigint generated always as identity,
        user_id text not null,
        source text not null,
        external_id text not null,
        metric text not null,
        measured_at timestamptz not null,
        value double precision not null,
        unit text not null,
        updated_at timestamptz not null default now(),
        -- What differs comes first: within one source of one user, the other two tell nothing apart.
        constraint measurements_identity primary key (external_id, user_id, source)
      )`.execute(db)
    await sql`
      create index measurements_by_time on measurements (user_id, measured_at desc, id desc)`.execute(db)
    await sql`
      create index measurements_by_metric on measurements (user_id, metric, measured_at desc, id desc)`.execute(
      db,
    )
    await sql`
      create table metric_coverage (
        user_id text not null,
        source text not null,
        stream text not null,
        date date not null,
        -- Delivered whole, or tried and failed; a date that was not tried has no row.
        covered boolean not null,
        code text,
        message text,
        updated_at timestamptz not null default now(),
        primary key (user_id, source, stream, date),
        check (covered = (code is null))
      )`.execute(db)
    await sql`
      create table manual_metrics (
        user_id text not null references users (id) on delete cascade,
        -- manual.<name>
        metric text not null,
        label text not null,
        unit text,
        type text not null check (type in ('number', 'time', 'text', 'boolean')),
        primary key (user_id, metric)
      )`.execute(db)
    await sql`
      create table metric_templates (
        id uuid primary key default gen_random_uuid(),
        user_id text not null references users (id) on delete cascade,
        name text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`.execute(db)
    await sql`create index metric_templates_by_user on metric_templates (user_id, created_at, id)`.execute(db)
    await sql`
      create table metric_template_entries (
        template_id uuid not null references metric_templates (id) on delete cascade,
        position integer not null,
        user_id text not null references users (id) on delete cascade,
        kind text not null check (kind in ('manual', 'external')),
        metric text not null,
        label text not null,
        unit text,
        type text not null check (type in ('number', 'time', 'text', 'boolean')),
        primary key (template_id, position)
      )`.execute(db)
    await sql`
      create index metric_template_entries_by_metric on metric_template_entries (user_id, metric)`.execute(db)
    await createDailyMetrics(db)
  },
}

/** The columns of `daily_metrics` and the fields they are read from, of any plugin. */
export const FIXED_COLUMNS = [
  ['steps', 'steps', 'number_value'],
  ['sleep_length', 'sleepLength', 'number_value'],
  ['bed_time', 'bedTime', 'time_value'],
  ['wake_up_time', 'wakeUpTime', 'time_value'],
  ['resting_heart_rate', 'restingHeartRate', 'number_value'],
  ['active_zone_minutes', 'activeZoneMinutes', 'number_value'],
  ['heart_rate_variability', 'heartRateVariability', 'number_value'],
  ['vo2_max', 'vo2Max', 'number_value'],
  ['oxygen_saturation', 'oxygenSaturation', 'number_value'],
  ['breathing_rate', 'breathingRate', 'number_value'],
  ['distance', 'distance', 'number_value'],
  ['calories', 'calories', 'number_value'],
  ['weight', 'weight', 'number_value'],
  ['cardio_load', 'cardioLoad', 'number_value'],
  ['fitbit_readiness', 'fitbitReadiness', 'number_value'],
] as const

/**
 * One row per user and date, for readers of the older fixed columns. If several sources deliver a field, a value entered
 * by hand comes first, then the metric whose name is first in the alphabet.
 */
async function createDailyMetrics(db: Parameters<Migration['up']>[0]): Promise<void> {
  const columns = FIXED_COLUMNS.map(
    ([column, field, value]) => sql`
      (array_agg(${sql.ref(value)} order by source <> 'manual', metric collate "C", source collate "C")
        filter (where field = ${sql.lit(field)} and ${sql.ref(value)} is not null))[1] as ${sql.ref(column)}`,
  )
  await sql`
    create view daily_metrics as
    select user_id, date, ${sql.join(columns)}
    from (select *, split_part(metric, '.', 2) as field from daily_metric_values) as value
    where field in (${sql.join(FIXED_COLUMNS.map(([, field]) => sql.lit(field)))})
    group by user_id, date`.execute(db)
}
