import type { Database } from '@tributary/database'
import type { HealthCheck, HealthProblem } from '@tributary/operations'
import type { LibraryTables } from '../tables.ts'
import {
  createSearchIndex,
  lockSearchIndex,
  readSearchIndexState,
  type SearchIndexState,
} from './search-index-store.ts'

interface Logger {
  warn(data: object, message: string): void
}

/**
 * Builds the index of searches if migrations could not: for want of rights, or of extensions on the server. Searches have the
 * same results without it, so a failure is a warning and the next start tries again.
 */
export async function ensureSearchIndex(
  database: Pick<Database, 'tables' | 'transaction'>,
  logger: Logger,
): Promise<void> {
  const db = database.tables<LibraryTables>()
  if ((await readSearchIndexState(db)).isBuilt) return
  try {
    await database.transaction<LibraryTables, void>(async (trx) => {
      await lockSearchIndex(trx)
      // Another process may have built it meanwhile, and "if not exists" may use this connection's cached catalogue.
      if (!(await readSearchIndexState(trx)).isBuilt) await createSearchIndex(trx)
    })
  } catch (err) {
    const { cause, cure } = describeSearchIndex(await readSearchIndexState(db)) ?? {}
    logger.warn({ err, cause, cure }, 'search index unavailable')
  }
}

/** `/health` reports a missing index. */
export function searchIndexHealth(database: () => Pick<Database, 'tables'>): HealthCheck {
  return {
    name: 'search-index',
    cure: 'restart the server, which builds it',
    needs: ['database', 'database-pool'],
    check: async () => describeSearchIndex(await readSearchIndexState(database().tables<LibraryTables>())),
  }
}

/** The problem and its cure; `undefined` if the index exists. */
export function describeSearchIndex({
  isBuilt,
  missing,
  unavailable,
}: SearchIndexState): HealthProblem | undefined {
  if (isBuilt) return undefined
  if (missing.length === 0) return { cause: 'searches read every title of a person: the index is missing' }
  const install =
    unavailable.length === 0
      ? ''
      : `install ${unavailable.join(' and ')} on its server (postgresql-contrib), `
  const create = missing.map((name) => `create extension ${name};`).join(' ')
  return {
    cause: `searches read every title of a person: the database lacks ${missing.join(' and ')}`,
    cure: `${install}run "${create}" in the database as its owner or a superuser, then restart the server`,
  }
}
