import { beginEmbedded, type EmbeddedServer } from '@tributary/database/embedded'
import type { Configuration } from './configuration.ts'

type Embedding = Pick<Configuration, 'databaseUrl' | 'dataDir' | 'disabledPlugins'>

/**
 * Runs a program while the embedded database starts, if it is used: PostgreSQL starts while the program's modules are loaded.
 * Afterwards this process leaves the database, unless the program has done so.
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
