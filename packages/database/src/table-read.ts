import type pg from 'pg'

/**
 * Names, quoted, of the plugins' tables; tables in `public` that this role may not read are omitted. Partitions are read by their table, since
 * expired ones are dropped while the server runs.
 */
const TABLES = `
  select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
     and (pg_has_role(c.relowner, 'usage') or has_table_privilege(c.oid, 'select'))
   order by c.oid`

/**
 * A statement that reads a page of each table: it fails as a request would, for a missing privilege, table or file,
 * or a damaged page. By `ctid`, since the first row of a table may be behind many dead ones. Built after the
 * migrations, so that a table that is dropped later is detected. Each partition has such a row, hence `bool_or`.
 */
export async function tableRead(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(TABLES)
  if (rows.length === 0) return 'select 1'
  return `select ${rows.map(({ name }) => `(select bool_or(true) from ${name} where ctid = '(0,1)')`).join(', ')}`
}
