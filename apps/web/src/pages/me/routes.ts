import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

const meRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/me',
  component: lazyPage('me', async () => (await import('./me-frame.tsx')).MeFrame),
})

// By themselves: created within `addChildren`, their search would be of any type, and with it that of every link.
const children = [
  createRoute({
    getParentRoute: () => meRoute,
    path: '/',
    component: lazyPage('me', async () => (await import('./profile/profile-page.tsx')).ProfilePage),
  }),
  createRoute({
    getParentRoute: () => meRoute,
    path: 'security',
    component: lazyPage('me', async () => (await import('./security/security-page.tsx')).SecurityPage),
  }),
  createRoute({
    getParentRoute: () => meRoute,
    path: 'keys',
    component: lazyPage('me', async () => (await import('./keys/keys-page.tsx')).KeysPage),
  }),
  createRoute({
    getParentRoute: () => meRoute,
    path: 'webhooks',
    component: lazyPage('me', async () => (await import('./webhooks/webhooks-page.tsx')).WebhooksPage),
  }),
  createRoute({
    getParentRoute: () => meRoute,
    path: 'webhooks/$endpointId',
    component: lazyPage('me', async () => (await import('./webhooks/endpoint-page.tsx')).EndpointPage),
  }),
  createRoute({
    getParentRoute: () => meRoute,
    path: 'data',
    component: lazyPage('me', async () => (await import('./data/data-page.tsx')).DataPage),
  }),
] as const

export const meRoutes = [meRoute.addChildren(children)] as const
