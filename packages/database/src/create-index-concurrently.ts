import { type Kysely, type RawBuilder, sql } from 'kysely'

/** An index. `definition`: what follows the table's name, `(user_id, id)`. */
export interface IndexToCreate {
  readonly name: string
  readonly table: string
  readonly definition: RawBuilder<unknown>
}

/** With at most so many rows an index is built in milliseconds, and waiting for other transactions would take longer. */
const FEW_ROWS = 10_000

/**
 * Creates an index while other processes write to its table, for migrations with `transaction: 'none'`. Does nothing if it exists, and
 * replaces one whose building was interrupted.
 *
 * @example
 * await createIndexConcurrently(db, { name: 'notes_by_user', table: 'notes', definition: sql`(user_id, id)` })
 */
export async function createIndexConcurrently(
  // oxlint-disable-next-line typescript/no-explicit-any -- a migration knows the tables of its time
  db: Kysely<any>,
  { name, table, definition }: IndexToCreate,
): Promise<void> {
  const { rows } = await sql<{ valid: boolean | null; large: boolean }>`
    select
      (select indisvalid from pg_index where indexrelid = to_regclass(${`public.${name}`})) as valid,
      exists (select from ${sql.table(table)} offset ${sql.lit(FEW_ROWS)}) as large`.execute(db)
  const { valid, large } = rows[0] ?? { valid: null, large: true }
  if (valid === true) return
  if (valid === false) await sql`drop index concurrently if exists ${sql.id(name)}`.execute(db)
  const how = large ? sql` concurrently` : sql``
  await sql`create index${how} ${sql.id(name)} on ${sql.table(table)} ${definition}`.execute(db)
}
