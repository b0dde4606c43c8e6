import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

export interface ImportsSearch {
  /** The integration whose file the person wants to import. */
  readonly integration?: string
}

export const importsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/imports',
    component: lazyPage('imports', async () => (await import('./imports-page.tsx')).ImportsPage),
    validateSearch: ({ integration }): ImportsSearch =>
      typeof integration === 'string' && integration !== '' ? { integration } : {},
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/imports/$importId',
    component: lazyPage('imports', async () => (await import('./import-page.tsx')).ImportPage),
  }),
] as const
