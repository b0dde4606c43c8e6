import { createRoute, redirect } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

const frame = createRoute({
  getParentRoute: () => shellRoute,
  path: '/administration',
  component: lazyPage(
    'administration',
    async () => (await import('./administration-frame.tsx')).AdministrationFrame,
  ),
})

const index = createRoute({
  getParentRoute: () => frame,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/administration/settings', replace: true })
  },
})

const settings = createRoute({
  getParentRoute: () => frame,
  path: 'settings',
  component: lazyPage(
    'administration',
    async () => (await import('./settings/settings-page.tsx')).SettingsPage,
  ),
})

const pluginSettings = createRoute({
  getParentRoute: () => frame,
  path: 'settings/$plugin',
  component: lazyPage(
    'administration',
    async () => (await import('./settings/plugin-settings-page.tsx')).PluginSettingsPage,
  ),
})

export const administrationRoutes = [frame.addChildren([index, settings, pluginSettings])] as const
