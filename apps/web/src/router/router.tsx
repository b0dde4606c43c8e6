import { createRouter } from '@tanstack/react-router'
import { PageError } from '../components/page-error.tsx'
import { administrationRoutes } from '../pages/administration/routes.ts'
import { connectionRoutes } from '../pages/connection/routes.ts'
import { developersRoutes } from '../pages/developers/routes.ts'
import { homeRoutes } from '../pages/home/routes.ts'
import { importsRoutes } from '../pages/imports/routes.ts'
import { integrationsRoutes } from '../pages/integrations/routes.ts'
import { jobsRoutes } from '../pages/jobs/routes.ts'
import { libraryRoutes } from '../pages/library/routes.ts'
import { meRoutes } from '../pages/me/routes.ts'
import { metricsRoutes } from '../pages/metrics/routes.ts'
import { notificationsRoutes } from '../pages/notifications/routes.ts'
import { setupRoutes } from '../pages/setup/routes.ts'
import { signInRoutes } from '../pages/sign-in/routes.ts'
import { rootRoute } from './root-route.tsx'
import { shellRoute } from './shell-route.tsx'

const routeTree = rootRoute.addChildren([
  ...setupRoutes,
  ...signInRoutes,
  shellRoute.addChildren([
    ...homeRoutes,
    ...integrationsRoutes,
    ...importsRoutes,
    ...connectionRoutes,
    ...metricsRoutes,
    ...libraryRoutes,
    ...jobsRoutes,
    ...notificationsRoutes,
    ...meRoutes,
    ...developersRoutes,
    ...administrationRoutes,
  ]),
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  // Otherwise what a route does not read from an address would still reach its page, unchecked.
  search: { strict: true },
  // Within the frame, which goes on telling whether the server is there.
  defaultErrorComponent: PageError,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
