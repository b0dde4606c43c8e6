import { createRoute } from '@tanstack/react-router'
import { failureCode } from '../../router/failure-code.ts'
import { lazyPage } from '../../router/lazy-page.ts'
import { pathWithin } from '../../router/path-within.ts'
import { rootRoute } from '../../router/root-route.tsx'

export const signInRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in',
    component: lazyPage('sign-in', async () => (await import('./sign-in-page.tsx')).SignInPage),
    validateSearch: (search): { returnTo?: string; failed?: string } => {
      const returnTo = pathWithin(search['returnTo'])
      const failed = failureCode(search['failed'])
      return {
        ...(returnTo === undefined ? {} : { returnTo }),
        ...(failed === undefined ? {} : { failed }),
      }
    },
  }),
] as const
