import { type Kysely, sql } from 'kysely'
import type { MetricsTables } from '../tables.ts'
import type { Slice } from './summary-store.ts'

type Db = Kysely<MetricsTables>

/** Rows of a slice, about: a tenth of a second, and locks of few rows. */
const ROWS_AT_ONCE = 20_000
/** A back-fill that is under way delivers the rest of an hour or day in its next pages; after that time it has. */
const QUIET = sql`interval '6 hours'`

/** The next person with measurements, in the order of ids. */
export async function nextPerson(db: Db, after: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('measurements')
    .select('user_id')
    .where('user_id', '>', after)
    .orderBy('user_id')
    .limit(1)
    .executeTakeFirst()
  return row?.user_id
}

/**
 * The next measurements of a person to summarize: whole days in UTC, the oldest ones before an instant. `undefined` if nothing has expired, or if some of
 * them were delivered lately.
 */
export async function nextSlice(db: Db, userId: string, before: Date): Promise<Slice | undefined> {
  // Not as a `Date`, which pg writes in the zone of the process, without the seconds that offsets of long ago have.
  const end = sql`${before.toISOString()}::timestamptz`
  const expired = sql`from measurements where user_id = ${userId} and measured_at < ${end}`
  const { rows } = await sql<{ from: string | null; to: string; is_fresh: boolean }>`
    select
      (select measured_at ${expired} order by measured_at limit 1)::text as from,
      least(${end}, (
        select date_trunc('day', measured_at, 'UTC') + interval '1 day' ${expired}
        order by measured_at offset ${sql.lit(ROWS_AT_ONCE)} limit 1
      ))::text as to,
      exists (select ${expired} and updated_at > now() - ${QUIET}) as is_fresh`.execute(db)
  const { from = null, to = '', is_fresh: isFresh = false } = rows[0] ?? {}
  return from === null || isFresh ? undefined : { userId, from, to }
}

/** The partitions whose whole range is before an instant. */
export async function expiredPartitions(db: Db, before: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class join pg_inherits on inhrelid = oid
    where inhparent = 'public.measurements'::regclass order by relname`.execute(db)
  return rows.map(({ name }) => name).filter((name) => yearAfter(name) <= before.getUTCFullYear())
}

/** The year that begins when a partition ends. */
function yearAfter(partition: string): number {
  const [, kind, year] = /_(before_)?(\d{4})$/.exec(partition) ?? []
  if (partition.includes('after')) return Number.POSITIVE_INFINITY
  return Number(year) + (kind === undefined ? 1 : 0)
}

/** Whether a partition has measurements that were delivered lately. */
export async function isFresh(db: Db, partition: string): Promise<boolean> {
  const { rows } =
    await sql`select from ${sql.table(partition)} where updated_at > now() - ${QUIET} limit 1`.execute(db)
  return rows.length > 0
}
