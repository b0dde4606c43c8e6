import { NO_CONNECTION } from '@tributary/jobs'
import { type Kysely, sql } from 'kysely'
import type { MetricsTables } from './tables.ts'

/** The origin of a value: the id of a connection, else the source, which is `manual` or the integration of a file. */
export function originOf({
  connection_id: connectionId,
  source,
}: {
  readonly connection_id: string
  readonly source: string
}): string {
  return connectionId === NO_CONNECTION ? source : connectionId
}

const origin = sql`case when connection_id = ${sql.lit(NO_CONNECTION)} then source else connection_id::text end`

/** Beyond the last place of any order. */
const BEHIND = 1_000

/** The rank of a value in the orders that `orderedValues` joins, smallest first. */
const rank = sql`coalesce(
  array_position(own.origins, ${origin}),
  ${sql.lit(BEHIND)} + array_position(general.origins, ${origin}),
  case when source = 'manual' then ${sql.lit(2 * BEHIND)} end,
  ${sql.lit(2 * BEHIND)} + array_position(seen.origins, ${origin}),
  ${sql.lit(4 * BEHIND)}
)`

/**
 * Sorts the values of one metric and date, the shown one first: by the user's order for the metric, else for all metrics; else
 * values entered by hand, then the origin that delivered first.
 */
export function shownFirst() {
  return sql`${rank}, source collate "C", connection_id`
}

/** The values of a user, joined with the three orders that `shownFirst` uses. */
export function orderedValues(db: Kysely<MetricsTables>, userId: string) {
  return db
    .selectFrom('daily_metric_values as value')
    .leftJoin('metric_preferences as own', (join) =>
      join.on('own.user_id', '=', userId).onRef('own.metric', '=', 'value.metric'),
    )
    .leftJoin('metric_preferences as general', (join) =>
      join.on('general.user_id', '=', userId).on('general.metric', '=', ''),
    )
    .leftJoin('metric_origins as seen', (join) => join.on('seen.user_id', '=', userId))
    .where('value.user_id', '=', userId)
}
