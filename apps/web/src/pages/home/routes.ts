import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'
import { loadHome } from './load-home.ts'

export const homeRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/',
    loader: loadHome,
    component: lazyPage('home', async () => (await import('./home-page.tsx')).HomePage),
  }),
] as const
