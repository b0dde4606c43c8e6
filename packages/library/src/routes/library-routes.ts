import type { RoutePlugin } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { LibraryTables } from '../tables.ts'
import { exportRoute } from './export-route.ts'
import type { LibraryRoutesContext } from './item-filters.ts'
import { itemRoutes } from './item-routes.ts'
import { summaryRoute } from './summary-route.ts'

/** `/api/library`: what a person has watched and heard. */
export function libraryRoutes(
  database: () => Database,
  definitions: () => readonly IntegrationDefinition[],
): RoutePlugin {
  const context: LibraryRoutesContext = { tables: () => database().tables<LibraryTables>(), definitions }
  return async (app) => {
    itemRoutes(app, context)
    summaryRoute(app, context)
    exportRoute(app, context)
  }
}
