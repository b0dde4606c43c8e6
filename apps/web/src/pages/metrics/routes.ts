import { createRoute } from '@tanstack/react-router'
import { isLocalDate } from '../../i18n/local-dates.ts'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'
import { readMetricsSearch } from './metrics-search.ts'

export const metricsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/charts',
    validateSearch: readMetricsSearch,
    component: lazyPage('metrics', async () => (await import('./metrics-page.tsx')).MetricsPage),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/charts/templates',
    component: lazyPage(
      'metrics',
      async () => (await import('./templates/templates-page.tsx')).TemplatesPage,
    ),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/charts/templates/new',
    component: lazyPage(
      'metrics',
      async () => (await import('./templates/new-template-page.tsx')).NewTemplatePage,
    ),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/charts/templates/$id',
    validateSearch: ({ date }: Record<string, unknown>): { date?: string } =>
      isLocalDate(date) ? { date } : {},
    component: lazyPage(
      'metrics',
      async () => (await import('./templates/template-day-page.tsx')).TemplateDayPage,
    ),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/charts/templates/$id/edit',
    component: lazyPage(
      'metrics',
      async () => (await import('./templates/edit-template-page.tsx')).EditTemplatePage,
    ),
  }),
] as const
