import { type Kysely, sql } from 'kysely'

/**
 * The names of the tables that hold rows, of one table and those that reference it, in one snapshot. Used to decide
 * whether a database without the rows of a first start is new or has lost them.
 *
 * @example
 * await filledTables(db, 'users') // ['import_jobs', 'users']
 */
// oxlint-disable-next-line typescript/no-explicit-any -- it reads tables of every plugin
export async function filledTables(db: Kysely<any>, table: string): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select distinct relname as name from pg_class
    where oid = ${table}::regclass
      or oid in (select conrelid from pg_constraint where contype = 'f' and confrelid = ${table}::regclass)`.execute(
    db,
  )
  const looks = tables.map(
    ({ name }) => sql`select ${name}::text as name where exists (select from ${sql.table(name)})`,
  )
  const { rows } = await sql<{ name: string }>`${sql.join(looks, sql` union all `)} order by name`.execute(db)
  return rows.map(({ name }) => name)
}
