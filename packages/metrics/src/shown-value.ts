import { NO_CONNECTION } from '@tributary/jobs'
import { type Kysely, sql } from 'kysely'
import type { MetricsTables } from './tables.ts'

/** What a value came by: the id of a connection; without one, the source, which is `manual` or the integration of a file. */
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

/** Further back than any order is long. */
const BEHIND = 1_000

/** The place of a value in the orders that `orderedValues` has beside it, the smallest first. */
const rank = sql`coalesce(
  array_position(own.origins, ${origin}),
  ${sql.lit(BEHIND)} + array_position(general.origins, ${origin}),
  case when source = 'manual' then ${sql.lit(2 * BEHIND)} end,
  ${sql.lit(2 * BEHIND)} + array_position(seen.origins, ${origin}),
  ${sql.lit(4 * BEHIND)}
)`

/**
 * Sorts the values of one metric and date, the shown one first: by the order that the person has set for the metric, else for all metrics; else
 * their own entry, and then the origin that delivered first.
 */
export function shownFirst() {
  return sql`${rank}, source collate "C", connection_id`
}

/** The values of a user, with the three orders beside them, as `shownFirst` asks. */
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
