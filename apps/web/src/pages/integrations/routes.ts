import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'
import { type IntegrationKind, isIntegrationKind } from './select-integrations.ts'

export interface CatalogueSearch {
  /** Part of a name or of what it brings. */
  readonly q?: string
  readonly kind?: IntegrationKind
}

export interface IntegrationSearch {
  /** The connection that is to be renewed. */
  readonly connection?: string
  /** The code of the failed attempt that led here. */
  readonly failed?: string
}

export const integrationsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/integrations',
    component: lazyPage(
      'integrations',
      async () => (await import('./integrations-page.tsx')).IntegrationsPage,
    ),
    validateSearch: ({ q, kind }): CatalogueSearch => ({
      ...(typeof q === 'string' && q !== '' ? { q } : {}),
      ...(isIntegrationKind(kind) ? { kind } : {}),
    }),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/integrations/$integration',
    component: lazyPage('integrations', async () => (await import('./integration-page.tsx')).IntegrationPage),
    validateSearch: ({ connection, failed }): IntegrationSearch => ({
      ...(typeof connection === 'string' ? { connection } : {}),
      ...(typeof failed === 'string' ? { failed } : {}),
    }),
  }),
] as const
