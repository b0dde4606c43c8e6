import { type KeysetPage, mergedKeysetPage } from '@tributary/database'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Resolution } from './retention/retention-rule.ts'
import type { ListedMeasurementRow, MetricsTables } from './tables.ts'

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

/** Sorts by instant, newest first by default. Where measurements have expired, there are summaries of them. */
export async function listMeasurements(
  db: Kysely<MetricsTables>,
  query: {
    readonly userId: string
    readonly filter: MeasurementFilter
    readonly order?: 'asc' | 'desc' | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<KeysetPage<ListedMeasurementRow>> {
  const { userId, filter, order: direction = 'desc', cursor, limit } = query
  return mergedKeysetPage(db, [measurementsOf(db, userId, filter), summariesOf(db, userId, filter)], {
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

const COMMON = ['id', 'user_id', 'source', 'connection_id', 'metric', 'unit', 'updated_at'] as const

/** The rows of a user that a filter asks for, by the column of their instant. */
function matches(
  userId: string,
  filter: MeasurementFilter,
  instant: 'measured_at' | 'starts_at',
): RawBuilder<SqlBool> {
  const { metric, integration, connectionId, fromTime, toTime, updatedSince } = filter
  const at = sql.ref(instant)
  const conditions = [
    sql`user_id = ${userId}`,
    ...(metric === undefined ? [] : [sql`metric = ${metric}`]),
    ...(integration === undefined ? [] : [sql`source = ${integration}`]),
    ...(connectionId === undefined ? [] : [sql`connection_id = ${connectionId}`]),
    ...(fromTime === undefined ? [] : [sql`${at} >= ${fromTime}`]),
    ...(toTime === undefined ? [] : [sql`${at} < ${toTime}`]),
    ...(updatedSince === undefined ? [] : [sql`updated_at >= ${updatedSince}`]),
  ]
  return sql`${sql.join(conditions, sql` and `)}`
}

function measurementsOf(db: Kysely<MetricsTables>, userId: string, filter: MeasurementFilter) {
  return db
    .selectFrom('measurements')
    .select([
      ...COMMON,
      'external_id',
      'measured_at',
      'value',
      sql<Resolution | null>`null::text`.as('resolution'),
      sql<number | null>`null::bigint`.as('count'),
      sql<number | null>`null::double precision`.as('minimum'),
      sql<number | null>`null::double precision`.as('maximum'),
    ])
    .where(matches(userId, filter, 'measured_at'))
}

/** As measurements: the average at the beginning of the minute, hour or day. */
function summariesOf(db: Kysely<MetricsTables>, userId: string, filter: MeasurementFilter) {
  const rows = db
    .selectFrom('measurement_summaries')
    .select([
      ...COMMON,
      sql<string>`resolution || '/' || metric || '/' || to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`.as(
        'external_id',
      ),
      'starts_at as measured_at',
      // What three times 0.1 adds up to, divided by three, is more than 0.1.
      sql<number>`greatest(minimum, least(maximum, sum / count))`.as('value'),
      sql<Resolution | null>`resolution`.as('resolution'),
      sql<number | null>`count`.as('count'),
      sql<number | null>`minimum`.as('minimum'),
      sql<number | null>`maximum`.as('maximum'),
    ])
    .where(matches(userId, filter, 'starts_at'))
  return db.selectFrom(rows.as('summaries')).selectAll()
}

/** Whether a user has measurements of a metric. */
export async function hasMeasurements(
  db: Kysely<MetricsTables>,
  userId: string,
  metric: string,
): Promise<boolean> {
  for (const table of ['measurements', 'measurement_summaries'] as const) {
    const row = await db
      .selectFrom(table)
      .select('id')
      .where('user_id', '=', userId)
      .where('metric', '=', metric)
      .limit(1)
      .executeTakeFirst()
    if (row !== undefined) return true
  }
  return false
}

/** The UTC dates of a user's first and last measurement of each metric, summarized or not: index lookups per metric. */
export async function listMeasuredSpans(
  db: Kysely<MetricsTables>,
  userId: string,
  metrics: readonly string[],
): Promise<ReadonlyMap<string, { readonly firstDate: string; readonly lastDate: string }>> {
  if (metrics.length === 0) return new Map()
  const endOf = (order: 'asc' | 'desc') => {
    const direction = sql.raw(order)
    const ends = [
      ['measurements', 'measured_at'],
      ['measurement_summaries', order === 'asc' ? 'first_at' : 'last_at'],
    ].map(([table, column]) => {
      const by = table === 'measurements' ? 'measured_at' : 'starts_at'
      return sql`(
        select ${sql.ref(column ?? '')} from ${sql.table(table ?? '')} where user_id = ${userId} and metric = asked.metric
        order by ${sql.ref(by)} ${direction}, id ${direction} limit 1)`
    })
    const outer = sql.raw(order === 'asc' ? 'least' : 'greatest')
    return sql`(${outer}(${sql.join(ends)}) at time zone 'UTC')::date::text`
  }
  const { rows } = await sql<{ metric: string; first: string | null; last: string | null }>`
    select asked.metric, ${endOf('asc')} as first, ${endOf('desc')} as last
    from unnest(${metrics}::text[]) as asked (metric)`.execute(db)
  return new Map(
    rows.flatMap(({ metric, first, last }) =>
      first === null || last === null ? [] : [[metric, { firstDate: first, lastDate: last }] as const],
    ),
  )
}
