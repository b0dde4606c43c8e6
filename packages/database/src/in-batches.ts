import { type Kysely, type RawBuilder, sql } from 'kysely'

/** Some seconds of locks at most, of few rows at once. */
const BATCH = 10_000

/**
 * Runs an update over a whole table, a range of its ids at a time, each in a transaction of its own. For migrations with
 * `transaction: 'none'`: the update must skip rows that it has changed.
 *
 * @example
 * await inBatches(db, 'notes', (from, to) => sql`update notes set kind = 'short' where kind = 'brief' and id between ${from} and ${to}`)
 */
export async function inBatches(
  // oxlint-disable-next-line typescript/no-explicit-any -- a migration knows the tables of its time
  db: Kysely<any>,
  table: string,
  update: (from: number, to: number) => RawBuilder<unknown>,
): Promise<void> {
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(id) as first, max(id) as last from ${sql.table(table)}`.execute(db)
  const { first, last } = rows[0] ?? { first: null, last: null }
  if (first === null || last === null) return
  for (let from = first; from <= last; from += BATCH) await update(from, from + BATCH - 1).execute(db)
}
