import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'
import { readJobsSearch } from './jobs-search.ts'

export const jobsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/jobs',
    validateSearch: readJobsSearch,
    component: lazyPage('jobs', async () => (await import('./jobs-page.tsx')).JobsPage),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/jobs/$jobId',
    component: lazyPage('jobs', async () => (await import('./job-page.tsx')).JobPage),
  }),
] as const
