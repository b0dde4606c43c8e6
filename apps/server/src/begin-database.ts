import { beginEmbedded, type EmbeddedServer } from '@tributary/database/embedded'
import type { Configuration } from './configuration.ts'

/**
 * Lets the embedded database start, where it is the one to use, while the 2,500 modules of the server are loaded: each takes
 * most of a second, in threads of their own.
 */
export async function beginDatabase({
  databaseUrl,
  dataDir,
  disabledPlugins,
}: Configuration): Promise<EmbeddedServer | undefined> {
  return databaseUrl === undefined && !disabledPlugins.includes('database')
    ? beginEmbedded(dataDir)
    : undefined
}
