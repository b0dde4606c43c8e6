import type { Migration } from '@tributary/database'
import { NO_CONNECTION } from '@tributary/jobs'
import { sql } from 'kysely'
import { createDailyMetricsOfConnections } from './daily-metrics-of-connections.ts'

const TABLES = ['daily_metric_values', 'measurements', 'metric_coverage'] as const

/**
 * Values, measurements and coverage belong to a connection instead of a user and an integration. Before, a user had at most one
 * connection of an integration: the existing one delivered them. Connections are another plugin's table, which does not exist in a
 * kernel without accounts.
 */
export const valuesOfConnections: Migration = {
  async up(db) {
    await sql`drop view daily_metrics`.execute(db)
    // Indexes are dropped first, so that the rows are rewritten once.
    await sql`alter table daily_metric_values drop constraint daily_metric_values_pkey`.execute(db)
    await sql`alter table measurements drop constraint measurements_identity`.execute(db)
    await sql`alter table metric_coverage drop constraint metric_coverage_pkey`.execute(db)
    for (const table of TABLES) {
      await sql`
        alter table ${sql.table(table)}
          -- The nil UUID: by no connection, like a file or a person's own entry.
          add column connection_id uuid not null default ${sql.lit(NO_CONNECTION)}`.execute(db)
    }
    await sql`alter table daily_metric_values add column job_id uuid`.execute(db)
    const { rows } = await sql<{ there: boolean }>`
      select to_regclass('user_integrations') is not null as there`.execute(db)
    if (rows[0]?.there === true) {
      for (const table of TABLES) {
        await sql`
          update ${sql.table(table)} as owned set connection_id = connection.id
          from (
            select distinct on (user_id, integration) id, user_id, integration
            from user_integrations order by user_id, integration, created_at, id
          ) as connection
          where connection.user_id = owned.user_id and connection.integration = owned.source`.execute(db)
      }
    }
    await sql`
      alter table daily_metric_values
        add constraint daily_metric_values_identity primary key (user_id, date, metric, source, connection_id)`.execute(
      db,
    )
    await sql`
      alter table measurements
        -- What differs comes first: within one connection, the others tell nothing apart.
        add constraint measurements_identity primary key (external_id, connection_id, user_id, source)`.execute(
      db,
    )
    await sql`
      alter table metric_coverage
        add constraint metric_coverage_identity primary key (user_id, source, connection_id, stream, date)`.execute(
      db,
    )
    await createOrders(db)
    await createDailyMetricsOfConnections(db)
  },
}

/** The order of preference among several values of a date. An origin is a connection's id, else the source: `manual`, or an integration's files. */
async function createOrders(db: Parameters<Migration['up']>[0]): Promise<void> {
  await sql`
    create table metric_origins (
      user_id text primary key,
      -- In the order of their first values.
      origins text[] not null
    )`.execute(db)
  await sql`
    insert into metric_origins (user_id, origins)
    select user_id, array_agg(origin order by source collate "C")
    from (
      select distinct user_id, source, case when connection_id = ${sql.lit(NO_CONNECTION)} then source else connection_id::text end as origin
      from daily_metric_values
      where source <> 'manual'
    ) as known
    group by user_id`.execute(db)
  await sql`
    create table metric_preferences (
      user_id text not null,
      -- Empty: of all metrics.
      metric text not null,
      -- The first that has a value of a date is shown.
      origins text[] not null,
      primary key (user_id, metric)
    )`.execute(db)
}
