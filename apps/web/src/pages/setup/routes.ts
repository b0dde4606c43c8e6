import { createRoute, redirect } from '@tanstack/react-router'
import { queryClient } from '../../api/query-client.ts'
import { setupQuery } from '../../api/setup.ts'
import { lazyPage } from '../../router/lazy-page.ts'
import { rootRoute } from '../../router/root-route.tsx'

export const setupRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/setup',
    // Where there is an administrator, the home page is next, which leads on to the sign-in page.
    beforeLoad: async (): Promise<void> => {
      if (!(await queryClient.fetchQuery(setupQuery))) throw redirect({ to: '/' })
    },
    component: lazyPage('setup', async () => (await import('./setup-page.tsx')).SetupPage),
  }),
] as const
