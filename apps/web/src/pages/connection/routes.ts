import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

export interface ConnectionSearch {
  /** The code of the failed attempt to reconnect that led here. */
  readonly failed?: string
  /** The year of the coverage. Default: the last twelve months. */
  readonly year?: number
}

const FIRST_YEAR = 1990
const LAST_YEAR = 2100

export const connectionRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connections/$connectionId',
    component: lazyPage('connection', async () => (await import('./connection-page.tsx')).ConnectionPage),
    validateSearch: ({ failed, year }): ConnectionSearch => ({
      ...(typeof failed === 'string' ? { failed } : {}),
      ...(typeof year === 'number' && Number.isInteger(year) && year >= FIRST_YEAR && year <= LAST_YEAR
        ? { year }
        : {}),
    }),
  }),
] as const
