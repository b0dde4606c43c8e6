import { findHome } from '@tributary/database/embedded'
import type { Configuration } from './configuration.ts'
import { UsageError } from './usage-error.ts'

/**
 * Throws a `UsageError` where the data directory holds no embedded database yet. For commands that are about what is there:
 * with a mistyped `DATA_DIR` they would make an empty database and show that. On PostgreSQL nothing is made by a typing error.
 */
export function requireDatabase({ databaseUrl, dataDir }: Configuration): void {
  if (databaseUrl !== undefined || findHome(dataDir) !== undefined) return
  throw new UsageError(
    `There is no database in ${dataDir}. Set DATA_DIR to the directory that your server uses; ` +
      'a first one is made by "tributary serve" or "tributary migrate".',
  )
}
