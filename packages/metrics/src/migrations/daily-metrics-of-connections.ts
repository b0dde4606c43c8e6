import { NO_CONNECTION } from '@tributary/jobs'
import { type Kysely, sql } from 'kysely'
import { FIXED_COLUMNS } from './0001-create-metrics.ts'

const ORIGIN = sql`case when connection_id = ${sql.lit(NO_CONNECTION)} then source else connection_id::text end`

/**
 * The rank of a value in the orders of preference as of this migration, smallest first. Not `shown-value.ts`: a migration always
 * creates the same view, and a later rule needs a later migration.
 */
const RANK = sql`coalesce(
    array_position(own.origins, ${ORIGIN}),
    1000 + array_position(general.origins, ${ORIGIN}),
    case when source = 'manual' then 2000 end,
    2000 + array_position(seen.origins, ${ORIGIN}),
    4000
  )`

/**
 * One row per user and date, for readers of the older fixed columns. If several metrics have a field, the one whose name is first in
 * the alphabet is used; of one metric, the shown value.
 */
export async function createDailyMetricsOfConnections(db: Kysely<unknown>): Promise<void> {
  const columns = FIXED_COLUMNS.map(
    ([column, field, value]) => sql`
      (array_agg(${sql.ref(value)} order by source <> 'manual', metric collate "C", rank, source collate "C", connection_id)
        filter (where field = ${sql.lit(field)} and ${sql.ref(value)} is not null))[1] as ${sql.ref(column)}`,
  )
  await sql`
    create view daily_metrics as
    select user_id, date, ${sql.join(columns)}
    from (
      select value.*, split_part(value.metric, '.', 2) as field,
        ${RANK} as rank
      from daily_metric_values as value
      left join metric_preferences as own on own.user_id = value.user_id and own.metric = value.metric
      left join metric_preferences as general on general.user_id = value.user_id and general.metric = ''
      left join metric_origins as seen on seen.user_id = value.user_id
    ) as value
    where field in (${sql.join(FIXED_COLUMNS.map(([, field]) => sql.lit(field)))})
    group by user_id, date`.execute(db)
}
