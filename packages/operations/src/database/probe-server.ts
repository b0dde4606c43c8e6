import type { Database } from '@tributary/database'
import pg from 'pg'

/** Shorter than the time limit of a health check. */
const LIMIT_MILLISECONDS = 1_500

/**
 * Checks the database over a separate connection, for when the pool is exhausted: that is a different problem from a
 * server that does not answer or a table that cannot be read. Rejects as `Database.check` does.
 */
export async function probeServer(database: Pick<Database, 'pool' | 'check'>): Promise<void> {
  const { pool } = database
  const client = new pg.Client({
    ...pool.options,
    // The password of the embedded database is a property that spreading omits.
    password: pool.options.password,
    connectionTimeoutMillis: LIMIT_MILLISECONDS,
    query_timeout: LIMIT_MILLISECONDS,
  })
  // A broken connection rejects the query below; without a listener its error event would also end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    await database.check(client)
  } finally {
    await client.end()
  }
}
