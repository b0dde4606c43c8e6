import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

export const connectionRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connections/$connectionId',
    component: lazyPage('connection', async () => (await import('./connection-page.tsx')).ConnectionPage),
  }),
] as const
