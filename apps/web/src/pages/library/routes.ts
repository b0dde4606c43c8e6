import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

export const libraryRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/library',
    component: lazyPage('library', async () => (await import('./library-page.tsx')).LibraryPage),
  }),
] as const
