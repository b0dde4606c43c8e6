import { type RawBuilder, sql } from 'kysely'

/** Years with a partition of their own. Instants outside are mistakes of clocks and files: one partition each, whatever the year. */
const FIRST_YEAR = 2000
const LAST_YEAR = 2099

/** The range of a partition: from the first instant, inclusive, to the second, exclusive. */
export interface PartitionRange {
  readonly from: RawBuilder<unknown>
  readonly to: RawBuilder<unknown>
}

/** The name that the partition of an instant has after its table's, in SQL: `2026`, `before_2000`, `after_2099`. Years are those of UTC. */
export function partitionOf(instant: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`case
    when ${instant} < ${startOf(FIRST_YEAR)} then ${sql.lit(`before_${FIRST_YEAR}`)}
    when ${instant} >= ${startOf(LAST_YEAR + 1)} then ${sql.lit(`after_${LAST_YEAR}`)}
    else extract(year from ${instant} at time zone 'UTC')::text
  end`
}

/** The range of a partition by its name. Throws for a name that `partitionOf` does not return. */
export function rangeOf(partition: string): PartitionRange {
  if (partition === `before_${FIRST_YEAR}`) return { from: sql`minvalue`, to: startOf(FIRST_YEAR) }
  if (partition === `after_${LAST_YEAR}`) return { from: startOf(LAST_YEAR + 1), to: sql`maxvalue` }
  const year = Number(partition)
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR)
    throw new Error(`no partition is called "${partition}"`)
  return { from: startOf(year), to: startOf(year + 1) }
}

function startOf(year: number): RawBuilder<unknown> {
  return sql`timestamptz ${sql.lit(`${year}-01-01 00:00:00+00`)}`
}
