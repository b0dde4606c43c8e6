import { beginEmbedded, type EmbeddedServer } from '@tributary/database/embedded'
import type { Configuration } from './configuration.ts'

type Embedding = Pick<Configuration, 'databaseUrl' | 'dataDir' | 'disabledPlugins'>

/**
 * Runs a program while the embedded database starts, where it is the one to use: most of a second, in a thread of its own, which
 * loading the server's modules takes as well. Afterwards it is stopped, if the program has not come to do so.
 */
export async function withDatabase(
  { databaseUrl, dataDir, disabledPlugins }: Embedding,
  run: (embedded: EmbeddedServer | undefined) => Promise<void>,
): Promise<void> {
  if (databaseUrl !== undefined || disabledPlugins.includes('database')) return run(undefined)
  const embedded = await beginEmbedded(dataDir)
  try {
    await run(embedded)
  } finally {
    await embedded.stop()
  }
}
