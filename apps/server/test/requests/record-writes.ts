import type { Database } from '@tributary/database'
import { sql } from 'kysely'

/** Tables, and of those that are written for other reasons as well the columns that count. */
export type Watched = Readonly<Record<string, readonly string[] | 'any column'>>

/** Tells which of the watched tables were written to since it was asked last. */
export type ReadWrites = () => Promise<readonly string[]>

/**
 * Records every statement that writes to tables, also one that finds no row, and one whose transaction is rolled back: a
 * trigger for each statement counts with a sequence, which no rollback takes back. So a request need not name what exists
 * for its operation to be found out.
 */
export async function recordWrites(database: Database, watched: Watched): Promise<ReadWrites> {
  const db = database.tables<object>()
  await sql`create schema watched`.execute(db)
  await sql`
    create function watched.record() returns trigger language plpgsql as $$
    begin
      perform nextval(format('watched.%I', tg_table_name));
      return null;
    end $$`.execute(db)
  for (const [table, columns] of Object.entries(watched)) {
    await sql`create sequence ${sql.table(`watched.${table}`)}`.execute(db)
    const names =
      columns === 'any column' ? sql`` : sql` of ${sql.join(columns.map((name) => sql.ref(name)))}`
    await sql`
      create trigger watched before insert or delete or update${names} on ${sql.table(table)}
      for each statement execute function watched.record()`.execute(db)
  }
  let before = ''
  return async () => {
    const { rows } = await sql<{ name: string; count: string }>`
      select sequencename as name, coalesce(last_value, 0)::text as count
      from pg_sequences where schemaname = 'watched' order by sequencename`.execute(db)
    const counts = rows.map(({ name, count }) => `${name} ${count}`)
    const written = counts.filter((count) => !before.split('\n').includes(count) && !count.endsWith(' 0'))
    before = counts.join('\n')
    return written.map((count) => count.split(' ')[0] ?? '')
  }
}
