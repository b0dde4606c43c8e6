import { arrayLiteral } from '@tributary/database'
import { NO_CONNECTION } from '@tributary/jobs'
import { type Kysely, sql } from 'kysely'
import type { MetricPlace } from './metric-history.ts'
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
  ${sql.lit(2 * BEHIND)} * (1 + history.place) + array_position(seen.origins, ${origin}),
  ${sql.lit(2 * BEHIND)} * (1 + history.place) + ${sql.lit(BEHIND)}
)`

/**
 * Sorts the values of one metric and date, the shown one first: by the user's order for the metric, else for all metrics; else
 * values entered by hand, then those of the metric itself before those of metrics that it continues, then the origin that delivered first.
 */
export function shownFirst() {
  return sql`${rank}, source collate "C", connection_id`
}

/**
 * The values of a user of some metrics and those that they continue, joined as `history` with the metrics that they are shown as, and with the
 * three orders that `shownFirst` uses.
 */
export function orderedValues(db: Kysely<MetricsTables>, userId: string, places: readonly MetricPlace[]) {
  return (
    db
      .selectFrom('daily_metric_values as value')
      .innerJoin(historyTable(places), (join) => join.onRef('history.metric', '=', 'value.metric'))
      .leftJoin('metric_preferences as own', (join) =>
        join.on('own.user_id', '=', userId).onRef('own.metric', '=', 'history.shown'),
      )
      .leftJoin('metric_preferences as general', (join) =>
        join.on('general.user_id', '=', userId).on('general.metric', '=', ''),
      )
      .leftJoin('metric_origins as seen', (join) => join.on('seen.user_id', '=', userId))
      .where('value.user_id', '=', userId)
      // Known to the join as well, but only this is used with the index.
      .where('value.metric', 'in', [...new Set(places.map(({ metric }) => metric))])
  )
}

function historyTable(places: readonly MetricPlace[]) {
  return sql<MetricPlace>`(
    select * from unnest(
      ${arrayLiteral(places.map(({ shown }) => shown))}::text[],
      ${arrayLiteral(places.map(({ metric }) => metric))}::text[],
      ${arrayLiteral(places.map(({ place }) => place))}::integer[]
    ) as places (shown, metric, place)
  )`.as<'history'>('history')
}
