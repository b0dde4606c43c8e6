import type { RoutePlugin } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { LibraryTables } from '../tables.ts'
import { exportRoute } from './export-route.ts'
import type { LibraryRoutesContext } from './item-filters.ts'
import { itemRoutes } from './item-routes.ts'
import { statisticsRoute } from './statistics-route.ts'
import { summaryRoute } from './summary-route.ts'
import { timelineRoute } from './timeline-route.ts'

/** `/api/library`: what a person has watched and heard. All of it only reads. */
export function libraryRoutes(
  database: () => Database,
  rest: Omit<LibraryRoutesContext, 'database' | 'tables'>,
): RoutePlugin {
  const context: LibraryRoutesContext = {
    database,
    tables: () => database().reading<LibraryTables>(),
    ...rest,
  }
  return async (app) => {
    itemRoutes(app, context)
    summaryRoute(app, context)
    timelineRoute(app, context)
    statisticsRoute(app, context)
    exportRoute(app, context)
  }
}
