import { setImmediate } from 'node:timers/promises'
import { EmbeddedServer } from './embedded-server.ts'

export type { EmbeddedConnection } from './embedded-connection.ts'
export { EmbeddedError, isEmbeddedError } from './embedded-error.ts'
export { EmbeddedServer } from './embedded-server.ts'
export { findHome } from './locate-home.ts'

/**
 * Begins starting the embedded database of a data directory, for `databasePlugin({ embedded })` to take over. This
 * module is small: a program calls it before it loads everything else, and PostgreSQL starts meanwhile. Failures are
 * thrown when the database is opened.
 */
export async function beginEmbedded(dataDir: string): Promise<EmbeddedServer> {
  const server = new EmbeddedServer({ dataDir })
  server.start().catch(() => {})
  // The first steps are synchronous; PostgreSQL is running on its own when the caller's modules take this thread.
  await setImmediate()
  return server
}
