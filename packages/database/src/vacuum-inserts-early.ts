import { type Kysely, sql } from 'kysely'

/**
 * What a table of records is created `with`. Its rows are inserted and seldom updated. By default autovacuum waits until a fifth of the rows are new, of ten
 * million two million: until then the visibility map does not have the newest rows, which lists read first, and the planner takes the newest instants
 * for nearly empty. Two in a hundred are some days of a server of 1,000 people.
 */
export const VACUUM_INSERTS_EARLY =
  'autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02'

/**
 * Sets it for a table that exists. Waits for no reader and no writer. A partitioned table takes no such settings, only its partitions.
 *
 * @example
 * await vacuumInsertsEarly(db, 'notes')
 */
export async function vacuumInsertsEarly(
  // oxlint-disable-next-line typescript/no-explicit-any -- a migration knows the tables of its time
  db: Kysely<any>,
  table: string,
): Promise<void> {
  await sql`alter table ${sql.table(table)} set (${sql.raw(VACUUM_INSERTS_EARLY)})`.execute(db)
}
