import { type KeysetPage, keysetPage } from '@tributary/database'
import { type Kysely, sql } from 'kysely'
import type { MeasurementRow, MetricsTables } from './tables.ts'

/** Which of a user's measurements. Every filter narrows. */
export interface MeasurementFilter {
  readonly metric?: string | undefined
  readonly integration?: string | undefined
  readonly connectionId?: string | undefined
  /** From the first instant on, before the second. */
  readonly fromTime?: Date | undefined
  readonly toTime?: Date | undefined
  readonly updatedSince?: Date | undefined
}

/** By instant; the newest first unless asked otherwise. */
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

/** Of each of these metrics, the dates in UTC of a user's first and last measurement: two looks into the index a metric. */
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
