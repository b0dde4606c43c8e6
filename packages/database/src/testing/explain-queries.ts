import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'

/**
 * Runs queries and returns the plan of each as JSON: that a list reads by an index is a test of the query that it really sends.
 *
 * @example
 * const [plan] = await explainQueries<LibraryTables>(database.pool, (db) => listItems(db, query))
 */
export async function explainQueries<T>(
  pool: pg.Pool,
  run: (db: Kysely<T>) => Promise<unknown>,
): Promise<readonly string[]> {
  const queries: { readonly sql: string; readonly parameters: readonly unknown[] }[] = []
  const dialect = new PostgresDialect({ pool })
  await run(new Kysely<T>({ dialect, log: ({ query }) => void queries.push(query) }))
  const plans: string[] = []
  for (const { sql, parameters } of queries) {
    const { rows } = await pool.query(`explain (format json) ${sql}`, [...parameters])
    plans.push(JSON.stringify(rows))
  }
  return plans
}
