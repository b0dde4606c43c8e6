import type { Database } from '@tributary/database'
import type { ExportSource } from '@tributary/exports'
import { leftOutOfExport } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { sql } from 'kysely'
import { exportItems } from './export-items.ts'
import type { LibraryTables } from './tables.ts'

/** The library, for exports that are kept. */
export function itemExports(
  database: () => Database,
  definitions: () => readonly IntegrationDefinition[],
): ExportSource {
  const tables = () => database().tables<LibraryTables>()
  return {
    contents: 'library',
    displayName: 'Library',
    scopes: ['library:read'],
    async count(userId) {
      const { count } = await tables()
        .selectFrom('media_items')
        .select(sql<number>`count(*)`.as('count'))
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow()
      return count
    },
    open: ({ userId, format, onRecords }) => {
      const notIntegrations = leftOutOfExport(definitions(), undefined)
      return exportItems(database(), { userId, filter: { notIntegrations }, format, onRecords })
    },
  }
}
