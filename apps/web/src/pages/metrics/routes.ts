import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

export const metricsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/charts',
    component: lazyPage('metrics', async () => (await import('./metrics-page.tsx')).MetricsPage),
  }),
] as const
