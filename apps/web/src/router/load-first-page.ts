import { meQuery } from '../api/me.ts'
import { queryClient } from '../api/query-client.ts'
import { router } from './router.tsx'
import { shellRoute } from './shell-route.tsx'

/** Asks at once for what the router would ask for one after the other: who is signed in, and the chunks of the page. Faults are told by the router. */
export function loadFirstPage(): void {
  const matches: readonly { readonly routeId: string }[] = router.matchRoutes(router.latestLocation)
  const opened = new Set(matches.map(({ routeId }) => routeId))
  for (const route of Object.values(router.routesById))
    if (opened.has(route.id)) void router.loadRouteChunk(route)?.catch(() => {})
  if (opened.has(shellRoute.id)) void queryClient.prefetchQuery(meQuery)
}
