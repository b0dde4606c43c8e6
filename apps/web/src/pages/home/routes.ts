import { createRoute } from '@tanstack/react-router'
import { demoQuery } from '../../api/demo.ts'
import { allMetricsQuery, connectionsQuery, latestJobsQuery } from '../../api/overview.ts'
import { queryClient } from '../../api/query-client.ts'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

export const homeRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/',
    // Each part of the page asks for what it shows; most of them wait for these.
    loader: () => {
      for (const query of [connectionsQuery, latestJobsQuery, demoQuery, allMetricsQuery])
        void queryClient.prefetchQuery(query as typeof connectionsQuery)
    },
    component: lazyPage('home', async () => (await import('./home-page.tsx')).HomePage),
  }),
] as const
