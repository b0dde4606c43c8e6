import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'
import { readEnrichmentSearch } from './enrichment/enrichment-search.ts'
import { readLibrarySearch } from './library-search.ts'

const libraryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/library',
  validateSearch: readLibrarySearch,
  component: lazyPage('library', async () => (await import('./library-page.tsx')).LibraryPage),
})

/** The item is shown beside the timeline, which stays where it is. */
const itemRoute = createRoute({
  getParentRoute: () => libraryRoute,
  path: '$id',
  component: lazyPage('library', async () => (await import('./item/item-panel.tsx')).ItemPanel),
})

const statisticsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/library/statistics',
  validateSearch: readLibrarySearch,
  component: lazyPage(
    'library',
    async () => (await import('./statistics/statistics-page.tsx')).StatisticsPage,
  ),
})

const enrichmentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/library/enrichment',
  validateSearch: readEnrichmentSearch,
  component: lazyPage(
    'library',
    async () => (await import('./enrichment/enrichment-page.tsx')).EnrichmentPage,
  ),
})

export const libraryRoutes = [
  libraryRoute.addChildren([itemRoute]),
  statisticsRoute,
  enrichmentRoute,
] as const
