import { type KeysetPage, keysetPage } from '@tributary/database'
import { type Kysely, sql } from 'kysely'
import type { MeasurementRow, MetricsTables } from './tables.ts'

/** Selects measurements of a user. Every filter narrows the result. */
export interface MeasurementFilter {
  readonly metric?: string | undefined
  readonly integration?: string | undefined
  readonly connectionId?: string | undefined
  /** From the first instant, inclusive, to the second, exclusive. */
  readonly fromTime?: Date | undefined
  readonly toTime?: Date | undefined
  readonly updatedSince?: Date | undefined
}

/** Sorts by instant, newest first by default. */
export async function listMeasurements(
  db: Kysely<MetricsTables>,
  query: {
    readonly userId: string
    readonly filter: MeasurementFilter
    readonly order?: 'asc' | 'desc' | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<KeysetPage<MeasurementRow>> {
  const { userId, filter, order: direction = 'desc', cursor, limit } = query
  let rows = db.selectFrom('measurements').selectAll().where('user_id', '=', userId)
  if (filter.metric !== undefined) rows = rows.where('metric', '=', filter.metric)
  if (filter.integration !== undefined) rows = rows.where('source', '=', filter.integration)
  if (filter.connectionId !== undefined) rows = rows.where('connection_id', '=', filter.connectionId)
  if (filter.fromTime !== undefined) rows = rows.where('measured_at', '>=', filter.fromTime)
  if (filter.toTime !== undefined) rows = rows.where('measured_at', '<', filter.toTime)
  if (filter.updatedSince !== undefined) rows = rows.where('updated_at', '>=', filter.updatedSince)
  return keysetPage(rows, {
    list: 'measurements',
    by: [
      ['measured_at', 'timestamptz'],
      ['id', 'bigint'],
    ],
    direction,
    filters: { ...filter },
    limit,
    cursor,
  })
}

/** Whether a user has measurements of a metric. */
export async function hasMeasurements(
  db: Kysely<MetricsTables>,
  userId: string,
  metric: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('measurements')
    .select('id')
    .where('user_id', '=', userId)
    .where('metric', '=', metric)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The UTC dates of a user's first and last measurement of each metric: two index lookups per metric. */
export async function listMeasuredSpans(
  db: Kysely<MetricsTables>,
  userId: string,
  metrics: readonly string[],
): Promise<ReadonlyMap<string, { readonly firstDate: string; readonly lastDate: string }>> {
  if (metrics.length === 0) return new Map()
  const endOf = (order: 'asc' | 'desc') => sql`
    (select (measured_at at time zone 'UTC')::date::text from measurements
     where user_id = ${userId} and metric = asked.metric
     order by measured_at ${sql.raw(order)}, id ${sql.raw(order)} limit 1)`
  const { rows } = await sql<{ metric: string; first: string | null; last: string | null }>`
    select asked.metric, ${endOf('asc')} as first, ${endOf('desc')} as last
    from unnest(${metrics}::text[]) as asked (metric)`.execute(db)
  return new Map(
    rows.flatMap(({ metric, first, last }) =>
      first === null || last === null ? [] : [[metric, { firstDate: first, lastDate: last }] as const],
    ),
  )
}
