import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { pathWithin } from '../../router/path-within.ts'
import { rootRoute } from '../../router/root-route.tsx'

export const signInRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in',
    component: lazyPage('sign-in', async () => (await import('./sign-in-page.tsx')).SignInPage),
    validateSearch: (search): { returnTo?: string } => {
      const returnTo = pathWithin(search['returnTo'])
      return returnTo === undefined ? {} : { returnTo }
    },
  }),
] as const
