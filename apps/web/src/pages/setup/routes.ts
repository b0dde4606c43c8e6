import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { rootRoute } from '../../router/root-route.tsx'

export const setupRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/setup',
    component: lazyPage('setup', async () => (await import('./setup-page.tsx')).SetupPage),
  }),
] as const
