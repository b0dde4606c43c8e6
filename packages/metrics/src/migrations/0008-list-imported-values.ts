import type { Migration } from '@tributary/database'
import { forbidUndo, NO_CONNECTION } from '@tributary/jobs'
import { sql } from 'kysely'

/**
 * Which imports have delivered each daily value and measurement without a connection, so that one import can be undone. Of daily values also what
 * each has delivered, since a later import replaces the value of an earlier one.
 */
export const listImportedValues: Migration = {
  async up(db) {
    const unknown = sql.lit(NO_CONNECTION)
    await sql`
      create table daily_value_imports (
        user_id text not null,
        date date not null,
        metric text not null,
        source text not null,
        -- The nil UUID: imports before this table, and syncs without an account.
        import_id uuid not null,
        job_id uuid,
        number_value double precision,
        time_value time,
        text_value text,
        boolean_value boolean,
        unit text,
        -- Of several, the last one is shown. Not that of the transaction: pages of one import are ordered too.
        delivered_at timestamptz not null default clock_timestamp(),
        constraint daily_value_imports_identity primary key (user_id, date, metric, source, import_id)
      )`.execute(db)
    await sql`
      create index daily_value_imports_by_import on daily_value_imports (import_id, metric, date)`.execute(db)
    await sql`
      create table measurement_imports (
        external_id text not null,
        user_id text not null,
        source text not null,
        -- As in daily_value_imports.
        import_id uuid not null,
        constraint measurement_imports_identity primary key (external_id, user_id, source, import_id)
      )`.execute(db)
    await sql`
      create index measurement_imports_by_import on measurement_imports (import_id, external_id)`.execute(db)
    // They stay when a later import of them is undone.
    await sql`
      insert into daily_value_imports (
        user_id, date, metric, source, import_id, job_id, number_value, time_value, text_value, boolean_value, unit, delivered_at
      )
      select
        user_id, date, metric, source, connection_id, job_id, number_value, time_value, text_value, boolean_value, unit, updated_at
      from daily_metric_values where connection_id = ${unknown}::uuid and source <> 'manual'`.execute(db)
    await sql`
      insert into measurement_imports (external_id, user_id, source, import_id)
      select external_id, user_id, source, connection_id from measurements
      where connection_id = ${unknown}::uuid`.execute(db)
    // It is not known which of these are of which earlier import.
    await forbidUndo(
      db,
      sql`select user_id, source from daily_value_imports union select user_id, source from measurement_imports`,
    )
  },
}
