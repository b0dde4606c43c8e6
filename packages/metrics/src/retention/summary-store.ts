import { NO_CONNECTION } from '@tributary/jobs'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { MetricsTables } from '../tables.ts'
import type { Resolution } from './retention-rule.ts'

type Trx = Transaction<MetricsTables>

/** Measurements of a person, from the first instant, inclusive, to the second, exclusive, in whole days of UTC. */
export interface Slice {
  readonly userId: string
  /** As PostgreSQL writes it: a `Date` would lose its microseconds. */
  readonly from: string
  readonly to: string
}

/**
 * Replaces measurements by their summaries, in one statement: what is deleted is what is counted, whatever is written meanwhile. Resolves to how
 * many there were. No deletions are recorded: clients that follow changes keep what they have received.
 */
export async function summarizeSlice(
  trx: Trx,
  { userId, from, to }: Slice,
  resolution: Resolution,
): Promise<number> {
  await sql`select set_config('tributary.erased_user', ${userId}, true)`.execute(trx)
  const { rows } = await sql<{ count: number }>`
    with gone as (
      delete from measurements where user_id = ${userId} and measured_at >= ${from}::timestamptz
        and measured_at < ${to}::timestamptz
      returning *
    ),
    unlisted as (delete from measurement_imports using gone where ${LISTED}),
    written as (${summaries(sql`gone`, resolution)})
    select count(*)::integer as count from gone`.execute(trx)
  return rows[0]?.count ?? 0
}

/** Writes the summaries of a whole partition, which is to be dropped in the same transaction. */
export async function summarizePartition(trx: Trx, partition: string, resolution: Resolution): Promise<void> {
  const gone = sql.table(partition)
  await sql`delete from measurement_imports using ${gone} as gone where ${LISTED}`.execute(trx)
  await summaries(sql`${gone} as gone`, resolution).execute(trx)
}

/** The list of an import has measurements without a connection; those that are gone cannot be undone any more. */
const LISTED = sql`
  gone.connection_id = ${sql.lit(NO_CONNECTION)}::uuid and measurement_imports.external_id = gone.external_id
  and measurement_imports.user_id = gone.user_id and measurement_imports.source = gone.source`

/** What the measurements of one summary have in common, beside their time. */
const SERIES = ['user_id', 'source', 'connection_id', 'metric', 'unit'] as const

/**
 * A summary that exists counts measurements of before. What was delivered later for the same time is added if it lies outside of the instants that were
 * counted; otherwise it may be the same measurements, delivered again: then the larger delivery is kept. So none counts twice.
 *
 * A day that was summarized by an earlier rule keeps the resolution that it has, also for what is delivered later: an hour that is counted by the hour must not
 * be counted by the day as well. Mostly there is no such day, so all is first summarized by the rule, and the days are those of the result.
 */
function summaries(gone: RawBuilder<unknown>, resolution: Resolution): RawBuilder<unknown> {
  // With its type: a bare constant cannot be grouped by.
  const rule = sql`${sql.lit(resolution)}::text`
  const isOutside = sql`(excluded.first_at > known.last_at or excluded.last_at < known.first_at)`
  const isLarger = sql`excluded.count > known.count`
  const merged = (['count', 'sum', 'minimum', 'maximum', 'first_at', 'last_at'] as const).map((column) => {
    const [late, kept] = [sql.ref(`excluded.${column}`), sql.ref(`known.${column}`)]
    return sql`${sql.ref(column)} = case
      when ${isOutside} then ${BOTH[column](late, kept)} when ${isLarger} then ${late} else ${kept} end`
  })
  // As a range, which an index of a partition serves.
  const isEarlier = (of: 'gone' | 'ruled', instant: 'measured_at' | 'starts_at') => {
    const at = sql.ref(`${of}.${instant}`)
    return sql`${at} >= earlier.day and ${at} < earlier.day + interval '1 day' and ${isSameSeries('earlier', of)}`
  }
  return sql`
    insert into measurement_summaries as known (
      user_id, source, connection_id, metric, unit, resolution, starts_at, count, sum, minimum, maximum, first_at, last_at
    )
    with ruled as materialized (${aggregate(gone, rule)}),
    days as materialized (
      select distinct ${seriesOf('ruled')}, date_trunc('day', starts_at, 'UTC') as day from ruled
    ),
    earlier as materialized (
      select days.*, stored.resolution from days cross join lateral (
        select resolution from measurement_summaries
        where ${isSameSeries('measurement_summaries', 'days')}
          and starts_at >= day and starts_at < day + interval '1 day'
        -- Of several, the one of the rule.
        order by resolution = ${rule} desc limit 1
      ) as stored
      where stored.resolution <> ${rule}
    )
    select * from ruled where not exists (select from earlier where ${isEarlier('ruled', 'starts_at')})
    union all
    ${aggregate(sql`${gone} join earlier on ${isEarlier('gone', 'measured_at')}`, sql`earlier.resolution`)}
    on conflict on constraint measurement_summaries_identity do update set ${sql.join(merged)}, updated_at = now()
    where ${isOutside} or ${isLarger}`
}

function aggregate(from: RawBuilder<unknown>, resolution: RawBuilder<unknown>): RawBuilder<unknown> {
  const startsAt = sql`date_trunc(${resolution}, gone.measured_at, 'UTC')`
  return sql`
    select
      ${seriesOf('gone')}, ${resolution} as resolution, ${startsAt} as starts_at, count(*) as count, sum(gone.value) as sum,
      min(gone.value) as minimum, max(gone.value) as maximum, min(gone.measured_at) as first_at, max(gone.measured_at) as last_at
    from ${from}
    group by ${seriesOf('gone')}, ${resolution}, ${startsAt}`
}

function seriesOf(table: string): RawBuilder<unknown> {
  return sql.join(SERIES.map((column) => sql.ref(`${table}.${column}`)))
}

function isSameSeries(one: string, other: string): RawBuilder<unknown> {
  const pairs = SERIES.map((column) => sql`${sql.ref(`${one}.${column}`)} = ${sql.ref(`${other}.${column}`)}`)
  return sql.join(pairs, sql` and `)
}

type Merge = (one: RawBuilder<unknown>, other: RawBuilder<unknown>) => RawBuilder<unknown>
const plus: Merge = (one, other) => sql`${one} + ${other}`
const least: Merge = (one, other) => sql`least(${one}, ${other})`
const greatest: Merge = (one, other) => sql`greatest(${one}, ${other})`

const BOTH = {
  count: plus,
  sum: plus,
  minimum: least,
  maximum: greatest,
  first_at: least,
  last_at: greatest,
} as const satisfies Record<string, Merge>
