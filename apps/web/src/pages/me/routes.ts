import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

export const meRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/me',
    component: lazyPage('me', async () => (await import('./me-page.tsx')).MePage),
  }),
] as const
