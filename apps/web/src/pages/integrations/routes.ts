import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

export const integrationsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/integrations',
    component: lazyPage(
      'integrations',
      async () => (await import('./integrations-page.tsx')).IntegrationsPage,
    ),
  }),
] as const
