import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

export const notificationsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/notifications',
    validateSearch: (given: Readonly<Record<string, unknown>>): { readonly unread?: boolean } =>
      given['unread'] === true ? { unread: true } : {},
    component: lazyPage(
      'notifications',
      async () => (await import('./notifications-page.tsx')).NotificationsPage,
    ),
  }),
] as const
