import { setImmediate } from 'node:timers/promises'
import { compilePglite } from './compile-pglite.ts'
import { EmbeddedServer } from './embedded-server.ts'

export type { EmbeddedServer } from './embedded-server.ts'

/**
 * Begins to start the embedded database of a data directory, for `databasePlugin({ embedded })` to take over. It takes most of
 * a second in a thread of its own, and this module is small: a program does so before it imports everything else. Resolves
 * when that thread runs, so that nothing which holds the caller's can keep it from running. What goes wrong is met by whoever
 * opens the database.
 */
export async function beginEmbedded(dataDir: string): Promise<EmbeddedServer> {
  const server = new EmbeddedServer({ dataDir })
  // With it at hand, `start` gets to its thread without waiting for anything but its turn.
  await compilePglite().catch(() => {})
  server.start().catch(() => {})
  await setImmediate()
  return server
}
