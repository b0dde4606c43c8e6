import { arrayLiteral, type KeysetPage, keysetPage } from '@tributary/database'
import type { MetricType, MetricValue } from '@tributary/integration-kit/host'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { MetricPlace } from './metric-history.ts'
import { VALUE_COLUMNS } from './prepare-daily-metrics.ts'
import { orderedValues, shownFirst } from './shown-value.ts'
import type { DailyMetricValueRow, MetricsTables, ValueColumns } from './tables.ts'

type Db = Kysely<MetricsTables>

/** The source of values entered by hand, in place of an integration. */
export const MANUAL = 'manual'

/** The shown value of one metric on one date. */
export interface PickedValue {
  readonly metric: string
  readonly date: string
  /** The integration that delivered it, or `MANUAL`. */
  readonly integration: string
  readonly value: MetricValue
}

/** The value of a row. */
export function valueOf(row: ValueColumns): MetricValue {
  // Times of day are stored with seconds, which no integration sends.
  const time = row.time_value?.slice(0, 5)
  return row.number_value ?? time ?? row.text_value ?? row.boolean_value ?? ''
}

/** The type of a row's value. */
export function typeOf(row: ValueColumns): MetricType {
  if (row.number_value !== null) return 'number'
  if (row.time_value !== null) return 'time'
  return row.text_value === null ? 'boolean' : 'text'
}

/** All but texts, which `daily_metric_values_series` omits. */
const SHOWN_COLUMNS = [
  'history.shown',
  'value.date',
  'value.source',
  'value.number_value',
  'value.time_value',
  'value.boolean_value',
] as const

/** The text of a row of `SHOWN_COLUMNS`; only those that have one are looked up in the table. */
const shownText = sql<string | null>`
  case when num_nonnulls(value.number_value, value.time_value, value.boolean_value) = 0 then (
    select stored.text_value from daily_metric_values as stored
    where stored.user_id = value.user_id and stored.date = value.date and stored.metric = value.metric
      and stored.source = value.source and stored.connection_id = value.connection_id
  ) end`.as('text_value')

/** The shown value per metric and date, sorted by metric and date; see `shownFirst`. Dates without one have that of a metric which it continues. */
export async function listPickedValues(
  db: Db,
  query: {
    readonly userId: string
    readonly places: readonly MetricPlace[]
    readonly from: string
    readonly to: string
    readonly integration?: string | undefined
    readonly connectionId?: string | undefined
  },
): Promise<PickedValue[]> {
  if (query.places.length === 0) return []
  let rows = orderedValues(db, query.userId, query.places)
    .distinctOn(['history.shown', 'value.date'])
    // Ten years of a metric are thousands of rows: omitted ones are garbage whose collection delays all requests.
    .select([...SHOWN_COLUMNS, shownText])
    .where('value.date', '>=', query.from)
    .where('value.date', '<=', query.to)
  if (query.integration !== undefined) rows = rows.where('value.source', '=', query.integration)
  if (query.connectionId !== undefined) rows = rows.where('value.connection_id', '=', query.connectionId)
  const picked = await rows.orderBy('history.shown').orderBy('value.date').orderBy(shownFirst()).execute()
  return picked.map((row) => ({
    metric: row.shown,
    date: row.date,
    integration: row.source,
    value: valueOf(row),
  }))
}

/** A metric with values of a user. */
export interface StoredMetric {
  readonly metric: string
  readonly firstDate: string
  readonly lastDate: string
  /** The unit of the newest value. */
  readonly type: MetricType
  readonly unit: string | null
}

/**
 * Every metric with values of a user. Steps through the index from one metric to the next instead of reading the values,
 * which may be of ten years.
 */
export async function listStoredMetrics(db: Db, userId: string): Promise<StoredMetric[]> {
  const { rows } = await sql<ValueColumns & Omit<StoredMetric, 'type'>>`
    with recursive metrics (metric) as (
      select min(metric) from daily_metric_values where user_id = ${userId}
      union all
      select (select min(metric) from daily_metric_values where user_id = ${userId} and metric > metrics.metric)
      from metrics where metrics.metric is not null
    )
    select
      metrics.metric, first.date as "firstDate", last.date as "lastDate", last.unit,
      last.number_value, last.time_value, last.text_value, last.boolean_value
    from metrics
    cross join lateral (
      select date from daily_metric_values as value
      where user_id = ${userId} and value.metric = metrics.metric order by date limit 1
    ) as first
    cross join lateral (
      select * from daily_metric_values as value
      where user_id = ${userId} and value.metric = metrics.metric order by date desc, source collate "C" limit 1
    ) as last
    order by metrics.metric collate "C"`.execute(db)
  return rows.map((row) => ({
    metric: row.metric,
    firstDate: row.firstDate,
    lastDate: row.lastDate,
    type: typeOf(row),
    unit: row.unit,
  }))
}

/** Every value of one metric, and of those that it continues, on a date, the shown one first. */
export async function listCandidates(
  db: Db,
  query: { readonly userId: string; readonly places: readonly MetricPlace[]; readonly date: string },
): Promise<DailyMetricValueRow[]> {
  return orderedValues(db, query.userId, query.places)
    .selectAll('value')
    .where('value.date', '=', query.date)
    .orderBy(shownFirst())
    .execute()
}

/** Dates with values of some metrics of an integration, each with the connection that delivered them. */
export async function listDatesWithValues(
  db: Db,
  query: {
    readonly userId: string
    readonly integration: string
    readonly metrics: readonly string[]
    readonly from: string
    readonly to: string
  },
): Promise<readonly { readonly date: string; readonly connection_id: string }[]> {
  if (query.metrics.length === 0) return []
  return db
    .selectFrom('daily_metric_values')
    .select(['date', 'connection_id'])
    .distinct()
    .where('user_id', '=', query.userId)
    .where('source', '=', query.integration)
    .where('metric', 'in', query.metrics)
    .where('date', '>=', query.from)
    .where('date', '<=', query.to)
    .execute()
}

/** The value entered by hand for one metric and date. */
export async function findManualValue(
  db: Db,
  { userId, metric, date }: { readonly userId: string; readonly metric: string; readonly date: string },
): Promise<DailyMetricValueRow | undefined> {
  return db
    .selectFrom('daily_metric_values')
    .selectAll()
    .where('user_id', '=', userId)
    .where('source', '=', MANUAL)
    .where('metric', '=', metric)
    .where('date', '=', date)
    .executeTakeFirst()
}

/** A value to store as entered by hand. */
export interface ManualValue {
  readonly metric: string
  readonly date: string
  readonly type: MetricType
  readonly unit: string | null
  readonly value: MetricValue
}

/** Stores values entered by hand, replacing earlier ones. No metric and date may occur twice. */
export async function setManualValues(
  trx: Transaction<MetricsTables>,
  userId: string,
  values: readonly ManualValue[],
): Promise<void> {
  if (values.length === 0) return
  const none = { number_value: null, time_value: null, text_value: null, boolean_value: null }
  await trx
    .insertInto('daily_metric_values')
    .values(
      values.map(({ metric, date, type, unit, value }) => ({
        user_id: userId,
        source: MANUAL,
        metric,
        date,
        unit,
        ...none,
        [VALUE_COLUMNS[type]]: value,
      })),
    )
    .onConflict((conflict) =>
      conflict.constraint('daily_metric_values_identity').doUpdateSet((eb) => ({
        number_value: eb.ref('excluded.number_value'),
        time_value: eb.ref('excluded.time_value'),
        text_value: eb.ref('excluded.text_value'),
        boolean_value: eb.ref('excluded.boolean_value'),
        unit: eb.ref('excluded.unit'),
        updated_at: sql<Date>`now()`,
      })),
    )
    .execute()
}

/** Deletes values entered by hand. */
export async function clearManualValues(
  trx: Transaction<MetricsTables>,
  userId: string,
  which: readonly { readonly metric: string; readonly date: string }[],
): Promise<void> {
  if (which.length === 0) return
  await sql`
    delete from daily_metric_values as value
    using unnest(
      ${arrayLiteral(which.map(({ metric }) => metric))}::text[],
      ${arrayLiteral(which.map(({ date }) => date))}::date[]
    ) as cleared (metric, date)
    where user_id = ${userId} and source = ${MANUAL}
      and value.metric = cleared.metric and value.date = cleared.date`.execute(trx)
}

/** Every value of every origin, by date, metric, source and connection. */
export async function listAllValues(
  db: Db,
  query: {
    readonly userId: string
    readonly metrics?: readonly string[] | undefined
    /** Excludes these integrations. */
    readonly notIntegrations?: readonly string[] | undefined
    readonly from?: string | undefined
    readonly to?: string | undefined
    readonly updatedSince?: Date | undefined
    readonly cursor: string | undefined
    readonly limit: number
  },
): Promise<KeysetPage<DailyMetricValueRow>> {
  const { metrics, notIntegrations, from, to, updatedSince } = query
  let rows = db.selectFrom('daily_metric_values').selectAll().where('user_id', '=', query.userId)
  if (metrics !== undefined) rows = rows.where('metric', 'in', metrics)
  if (notIntegrations !== undefined && notIntegrations.length > 0)
    rows = rows.where('source', 'not in', notIntegrations)
  if (from !== undefined) rows = rows.where('date', '>=', from)
  if (to !== undefined) rows = rows.where('date', '<=', to)
  if (updatedSince !== undefined) rows = rows.where('updated_at', '>=', updatedSince)
  return keysetPage(rows, {
    list: 'values',
    by: [
      ['date', 'date'],
      ['metric', 'text'],
      ['source', 'text'],
      ['connection_id', 'uuid'],
    ],
    direction: 'asc',
    filters: { metrics, notIntegrations, from, to, updatedSince },
    limit: query.limit,
    cursor: query.cursor,
  })
}

/** Selects what an integration, or one connection of it, has delivered. */
export interface DeliveredBy {
  readonly source: string
  readonly connectionId?: string | undefined
}

/** Deletes rows of a user: all, those of a source, or those of a connection. */
export async function deleteOf(
  trx: Transaction<MetricsTables>,
  table: 'daily_metric_values' | 'measurements' | 'measurement_summaries' | 'events' | 'metric_coverage',
  { userId, by }: { readonly userId: string; readonly by: DeliveredBy | undefined },
): Promise<void> {
  let rows = trx.deleteFrom(table).where('user_id', '=', userId)
  if (by !== undefined) rows = rows.where('source', '=', by.source)
  if (by?.connectionId !== undefined) rows = rows.where('connection_id', '=', by.connectionId)
  await rows.execute()
}
