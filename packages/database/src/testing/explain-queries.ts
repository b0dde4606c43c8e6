import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'

/**
 * Runs queries and returns the plan of each as JSON: that a list reads by an index is a test of the query that it really sends. With
 * `withoutSeqScans`, also of tables that are too small for an index.
 *
 * @example
 * const [plan] = await explainQueries<LibraryTables>(database.pool, (db) => listItems(db, query))
 */
export async function explainQueries<T>(
  pool: pg.Pool,
  run: (db: Kysely<T>) => Promise<unknown>,
  { withoutSeqScans = false }: { readonly withoutSeqScans?: boolean } = {},
): Promise<readonly string[]> {
  const queries: { readonly sql: string; readonly parameters: readonly unknown[] }[] = []
  const dialect = new PostgresDialect({ pool })
  await run(new Kysely<T>({ dialect, log: ({ query }) => void queries.push(query) }))
  const plans: string[] = []
  const client = await pool.connect()
  try {
    await client.query('begin')
    if (withoutSeqScans) await client.query('set local enable_seqscan = off')
    for (const { sql, parameters } of queries) {
      const { rows } = await client.query(`explain (format json) ${sql}`, [...parameters])
      plans.push(JSON.stringify(rows))
    }
  } finally {
    await client.query('rollback')
    client.release()
  }
  return plans
}
