import { createRoute, redirect } from '@tanstack/react-router'
import { isTributaryProblem } from '@tributary/client'
import { meQuery } from '../api/me.ts'
import { queryClient } from '../api/query-client.ts'
import { setupQuery } from '../api/setup.ts'
import { PageError } from '../components/page-error.tsx'
import { Shell } from '../shell/shell.tsx'
import { rootRoute } from './root-route.tsx'

/** What only a signed-in person sees. Where no one is signed in, it leads to the sign-in page or the first run, and back. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  errorComponent: PageError,
  beforeLoad: async ({ location }): Promise<void> => {
    try {
      await queryClient.ensureQueryData(meQuery)
    } catch (error) {
      if (!isTributaryProblem(error) || error.status !== 401) throw error
      if (await queryClient.fetchQuery(setupQuery)) throw redirect({ to: '/setup' })
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { returnTo: location.href } })
    }
  },
})
