import { byCodePoint, storableText } from '@tributary/database'
import { type DateRange, daysIn } from '@tributary/integration-kit/dates'
import { type Gap, NO_CONNECTION } from '@tributary/jobs'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { MetricsTables } from './tables.ts'

type Db = Kysely<MetricsTables>

/** A stream of one connection of one user. */
export interface CoveredStream {
  readonly userId: string
  readonly source: string
  /** `null` for a file, and without a connection. */
  readonly connectionId: string | null
  readonly stream: string
}

/** The state of a date of a stream; a date without one has not been fetched. */
export interface CoverageRow {
  readonly stream: string
  readonly connection_id: string
  readonly date: string
  readonly covered: boolean
  readonly code: string | null
  readonly message: string | null
  /** The number of back-fills that requested it without result. */
  readonly attempts: number
  /** When it was last written: of a failure, when it was last requested. */
  readonly tried_at: Date | null
  readonly updated_at: Date
}

/** Marks dates as completely delivered, replacing earlier failures. Marked dates are unchanged. */
export async function coverDates(
  trx: Transaction<MetricsTables>,
  covered: CoveredStream,
  range: DateRange,
): Promise<void> {
  const { userId, source, stream, connectionId } = covered
  await sql`
    insert into metric_coverage (user_id, source, connection_id, stream, date, covered)
    select ${userId}, ${source}, ${connectionId ?? NO_CONNECTION}::uuid, ${stream}, date, true from ${seriesOf(range)} as dates (date)
    on conflict on constraint metric_coverage_identity
      do update set covered = true, code = null, message = null, attempts = 0, tried_at = null, updated_at = now()
      where not metric_coverage.covered`.execute(trx)
  // Today is covered only when it is over. Its earlier failure is resolved, since this page succeeded.
  await sql`
    delete from metric_coverage
    where ${isOf(covered)} and stream = ${stream} and not covered
      and date > ${range.endDate}::date and date <= ${range.endDate}::date + ${OPEN_DAYS}::integer
      -- Dates that are over stay as they are: a page of the ones before says nothing of them.
      and date >= (now() at time zone 'UTC')::date - ${OPEN_DAYS}::integer`.execute(trx)
}

/** Time zones can be a day ahead or behind. */
const OPEN_DAYS = 2

/** Why dates were not delivered. */
export interface DatesFailure {
  readonly window: DateRange
  readonly code: string
  readonly message: string
  /** Whether the failure counts as an attempt to fill a gap. */
  readonly isAttempt: boolean
}

/** Marks the dates that were not delivered completely as failed. */
export async function failDates(
  trx: Transaction<MetricsTables>,
  { userId, source, connectionId, stream }: CoveredStream,
  { window, code, message, isAttempt }: DatesFailure,
): Promise<void> {
  const attempts = isAttempt ? 1 : 0
  await sql`
    insert into metric_coverage (user_id, source, connection_id, stream, date, covered, code, message, attempts, tried_at)
    select ${userId}, ${source}, ${connectionId ?? NO_CONNECTION}::uuid, ${stream}, date, false, ${storableText(code)}, ${storableText(message)},
      ${attempts}::integer, case when ${isAttempt}::boolean then now() end
    from ${seriesOf(window)} as dates (date)
    on conflict on constraint metric_coverage_identity do update set
      code = excluded.code,
      message = excluded.message,
      attempts = metric_coverage.attempts + excluded.attempts,
      tried_at = coalesce(excluded.tried_at, metric_coverage.tried_at),
      updated_at = now()
      where not metric_coverage.covered and (
        excluded.attempts > 0
        or (metric_coverage.code, metric_coverage.message) is distinct from (excluded.code, excluded.message)
      )`.execute(trx)
}

/** Whether a stream has ever reported its coverage. */
export async function isCovering(trx: Transaction<MetricsTables>, covered: CoveredStream): Promise<boolean> {
  const row = await trx
    .selectFrom('metric_coverage')
    .select('date')
    .where(isOf(covered))
    .where('stream', '=', covered.stream)
    .where('covered', '=', true)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** A year of every stream of an integration. Older gaps are found after these are filled. */
const LISTED_GAPS = 5_000

/**
 * Missing dates, newest first: those of the range that are not covered, and those that failed before it. Only of streams
 * that have reported coverage: others would be missing forever.
 */
export async function listGapsOf(
  trx: Transaction<MetricsTables>,
  whose: Omit<CoveredStream, 'stream'>,
  { streams, range }: { readonly streams: readonly string[]; readonly range: DateRange },
): Promise<readonly Gap[]> {
  const { rows } = await sql<Gap>`
    with known as (
      select distinct stream from metric_coverage
      where ${isOf(whose)} and stream = any(${[...streams]}::text[])
    ), missing as (
      select known.stream, dates.date, 0 as attempts, null::timestamptz as tried_at, null::text as code
      from known cross join ${seriesOf(range)} as dates (date)
      where not exists (
        select from metric_coverage as entry
        where ${isOf(whose, 'entry')} and entry.stream = known.stream
          and entry.date = dates.date
      )
      union all
      select entry.stream, entry.date, entry.attempts, entry.tried_at, entry.code
      from metric_coverage as entry join known using (stream)
      where ${isOf(whose, 'entry')} and not entry.covered
        and entry.date <= ${range.endDate}::date
    )
    select stream, date::text, attempts, tried_at as "triedAt", code
    from missing order by date desc, stream collate "C" limit ${LISTED_GAPS}`.execute(trx)
  return rows
}

function isOf({ userId, source, connectionId }: Omit<CoveredStream, 'stream'>, table = 'metric_coverage') {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  return sql<boolean>`${column('user_id')} = ${userId} and ${column('source')} = ${source}
    and ${column('connection_id')} = ${connectionId ?? NO_CONNECTION}`
}

/** Adds whole days to a date: `generate_series` of dates would return instants in the session's time zone. */
function seriesOf(range: DateRange) {
  const days = daysIn(range)
  return sql`(select ${range.startDate}::date + day from generate_series(0, ${days - 1}::integer) as days (day))`
}

/** The state of dates of some streams, by stream and date. */
export async function listCoverage(
  db: Db,
  query: {
    readonly userId: string
    readonly integration: string
    readonly streams: readonly string[]
    readonly from: string
    readonly to: string
  },
): Promise<CoverageRow[]> {
  if (query.streams.length === 0) return []
  return db
    .selectFrom('metric_coverage')
    .select([
      'stream',
      'connection_id',
      'date',
      'covered',
      'code',
      'message',
      'attempts',
      'tried_at',
      'updated_at',
    ])
    .where('user_id', '=', query.userId)
    .where('source', '=', query.integration)
    .where('stream', 'in', query.streams)
    .where('date', '>=', query.from)
    .where('date', '<=', query.to)
    .orderBy(byCodePoint('stream'))
    .orderBy('date')
    .execute()
}

/** The streams of a user that have ever reported their coverage, by connection. */
export async function listReportingStreams(
  db: Db,
  userId: string,
): Promise<readonly { readonly source: string; readonly connection_id: string; readonly stream: string }[]> {
  return db
    .selectFrom('metric_coverage')
    .select(['source', 'connection_id', 'stream'])
    .distinct()
    .where('user_id', '=', userId)
    .execute()
}
