import type { DateRange } from '@tributary/integration-kit'
import { type Kysely, sql, type Transaction } from 'kysely'
import { countDays } from './local-date.ts'
import type { MetricsTables } from './tables.ts'

type Db = Kysely<MetricsTables>

/** One stream of one source of one user. */
export interface CoveredStream {
  readonly userId: string
  readonly source: string
  readonly stream: string
}

/** What is known of a date of a stream; a date without is not fetched yet. */
export interface CoverageRow {
  readonly stream: string
  readonly date: string
  readonly covered: boolean
  readonly code: string | null
  readonly message: string | null
}

/** Marks dates as delivered whole, whatever failed on them before. Those marked already are left alone. */
export async function coverDates(
  trx: Transaction<MetricsTables>,
  { userId, source, stream }: CoveredStream,
  range: DateRange,
): Promise<void> {
  await sql`
    insert into metric_coverage (user_id, source, stream, date, covered)
    select ${userId}, ${source}, ${stream}, date, true from ${datesIn(range)} as dates (date)
    on conflict (user_id, source, stream, date)
      do update set covered = true, code = null, message = null, updated_at = now()
      where not metric_coverage.covered`.execute(trx)
  // Today is covered only when it is over. What failed on it earlier has gone well by now, or this page would not be here.
  await sql`
    delete from metric_coverage
    where user_id = ${userId} and source = ${source} and stream = ${stream} and not covered
      and date > ${range.endDate}::date and date <= ${range.endDate}::date + ${OPEN_DAYS}::integer`.execute(
    trx,
  )
}

/** Somewhere it is tomorrow already, and somewhere still yesterday. */
const OPEN_DAYS = 2

/** Marks those dates as failed that have not been delivered whole. */
export async function failDates(
  trx: Transaction<MetricsTables>,
  { userId, source, stream }: CoveredStream,
  failure: { readonly window: DateRange; readonly code: string; readonly message: string },
): Promise<void> {
  const { window, code, message } = failure
  await sql`
    insert into metric_coverage (user_id, source, stream, date, covered, code, message)
    select ${userId}, ${source}, ${stream}, date, false, ${storable(code)}, ${storable(message)}
    from ${datesIn(window)} as dates (date)
    on conflict (user_id, source, stream, date)
      do update set code = excluded.code, message = excluded.message, updated_at = now()
      where not metric_coverage.covered
        and (metric_coverage.code, metric_coverage.message) is distinct from (excluded.code, excluded.message)`.execute(
    trx,
  )
}

/** Whole days added to a date: a series of dates would be one of instants, in the session's time zone. */
function datesIn({ startDate, endDate }: DateRange) {
  const days = countDays(startDate, endDate)
  return sql`(select ${startDate}::date + day from generate_series(0, ${days - 1}::integer) as days (day))`
}

/** Providers' words end up here, and PostgreSQL takes no zero characters: one must not undo the transaction. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}

/** What is known of some streams' dates, by stream and date. */
export async function listCoverage(
  db: Db,
  query: {
    readonly userId: string
    readonly source: string
    readonly streams: readonly string[]
    readonly from: string
    readonly to: string
  },
): Promise<CoverageRow[]> {
  if (query.streams.length === 0) return []
  return db
    .selectFrom('metric_coverage')
    .select(['stream', 'date', 'covered', 'code', 'message'])
    .where('user_id', '=', query.userId)
    .where('source', '=', query.source)
    .where('stream', 'in', query.streams)
    .where('date', '>=', query.from)
    .where('date', '<=', query.to)
    .orderBy('stream')
    .orderBy('date')
    .execute()
}

/** Deletes what is known of an integration's dates; of all integrations without one. */
export async function deleteCoverageOf(
  trx: Transaction<MetricsTables>,
  userId: string,
  source?: string,
): Promise<void> {
  let rows = trx.deleteFrom('metric_coverage').where('user_id', '=', userId)
  if (source !== undefined) rows = rows.where('source', '=', source)
  await rows.execute()
}
