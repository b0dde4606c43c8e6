import type { Database } from '@tributary/database'
import pg from 'pg'

/** Less than a health check may take. */
const LIMIT_MILLISECONDS = 1_500

/**
 * Checks the database over a connection of its own, for when all of the pool's are in use: the pool is exhausted then, which
 * is another problem than a server that does not answer or a table that cannot be read. Rejects as `Database.check` does.
 */
export async function probeServer(database: Pick<Database, 'pool' | 'check'>): Promise<void> {
  const { pool } = database
  const client = new pg.Client({
    ...pool.options,
    // The embedded database's password is a property that a spread leaves out.
    password: pool.options.password,
    connectionTimeoutMillis: LIMIT_MILLISECONDS,
    query_timeout: LIMIT_MILLISECONDS,
  })
  // A connection that breaks rejects the query below; without a listener it would end the process as well.
  client.on('error', () => {})
  try {
    await client.connect()
    await database.check(client)
  } finally {
    await client.end()
  }
}
