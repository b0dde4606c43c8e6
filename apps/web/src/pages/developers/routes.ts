import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

export const developersRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/developers',
    component: lazyPage('developers', async () => (await import('./developers-page.tsx')).DevelopersPage),
  }),
] as const
