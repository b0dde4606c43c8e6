import { findHome } from '@tributary/database/embedded'
import type { Configuration } from './configuration.ts'
import { UsageError } from './usage-error.ts'

/**
 * Throws a `UsageError` if the data directory contains no embedded database. For commands that need existing data: with a
 * mistyped `DATA_DIR` they would create an empty database and show that. On PostgreSQL a mistyped name creates nothing.
 */
export function requireDatabase({ databaseUrl, dataDir }: Configuration): void {
  if (databaseUrl !== undefined || findHome(dataDir) !== undefined) return
  throw new UsageError(
    `There is no database in ${dataDir}. Set DATA_DIR to the directory that your server uses; ` +
      'a first one is made by "tributary serve" or "tributary migrate".',
  )
}
