import { createRoute, redirect } from '@tanstack/react-router'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'
import { readAuditSearch } from './audit/audit-search.ts'
import { leaveOutEmpty } from './leave-out-empty.ts'

/** Each section is a chunk of its own; their messages are together. */
const page = (load: Parameters<typeof lazyPage>[1]) => lazyPage('administration', load)

/** A search parameter that is a text; it may be left out of a link. */
const textIn = (value: unknown) => (typeof value === 'string' ? value : undefined)

interface PluginsSearch {
  readonly text?: string
  readonly kind?: string
}

interface NewInstanceSearch {
  readonly plugin?: string
  readonly kind?: string
}

const frame = createRoute({
  getParentRoute: () => shellRoute,
  path: '/administration',
  component: page(async () => (await import('./administration-frame.tsx')).AdministrationFrame),
})

const index = createRoute({
  getParentRoute: () => frame,
  path: '/',
  beforeLoad: (): void => {
    throw redirect({ to: '/administration/plugins', replace: true })
  },
})

const plugins = createRoute({
  getParentRoute: () => frame,
  path: 'plugins',
  validateSearch: ({ text, kind }: Record<string, unknown>): PluginsSearch =>
    leaveOutEmpty({ text: textIn(text), kind: textIn(kind) }),
  component: page(async () => (await import('./plugins/plugins-page.tsx')).PluginsPage),
})

const plugin = createRoute({
  getParentRoute: () => frame,
  path: 'plugins/$plugin',
  component: page(async () => (await import('./plugins/plugin-page.tsx')).PluginPage),
})

const services = createRoute({
  getParentRoute: () => frame,
  path: 'services',
  component: page(async () => (await import('./services/services-page.tsx')).ServicesPage),
})

const settings = createRoute({
  getParentRoute: () => frame,
  path: 'settings',
  component: page(async () => (await import('./settings/settings-page.tsx')).SettingsPage),
})

const pluginSettings = createRoute({
  getParentRoute: () => frame,
  path: 'settings/$plugin',
  component: page(async () => (await import('./settings/plugin-settings-page.tsx')).PluginSettingsPage),
})

const instances = createRoute({
  getParentRoute: () => frame,
  path: 'instances',
  component: page(async () => (await import('./instances/instances-page.tsx')).InstancesPage),
})

const newInstance = createRoute({
  getParentRoute: () => frame,
  path: 'instances/new',
  validateSearch: ({ plugin: name, kind }: Record<string, unknown>): NewInstanceSearch =>
    leaveOutEmpty({ plugin: textIn(name), kind: textIn(kind) }),
  // Of what, is chosen there.
  beforeLoad: ({ search }): void => {
    if (search.plugin === undefined) throw redirect({ to: '/administration/instances', replace: true })
  },
  component: page(async () => (await import('./instances/new-instance-page.tsx')).NewInstancePage),
})

const instance = createRoute({
  getParentRoute: () => frame,
  path: 'instances/$instanceId',
  component: page(async () => (await import('./instances/instance-page.tsx')).InstancePage),
})

const enrichment = createRoute({
  getParentRoute: () => frame,
  path: 'enrichment',
  component: page(async () => (await import('./enrichment/enrichment-page.tsx')).EnrichmentPage),
})

const health = createRoute({
  getParentRoute: () => frame,
  path: 'health',
  component: page(async () => (await import('./health/health-page.tsx')).HealthPage),
})

const subject = createRoute({
  getParentRoute: () => frame,
  path: 'health/$type/$id',
  component: page(async () => (await import('./health/subject-page.tsx')).SubjectPage),
})

const users = createRoute({
  getParentRoute: () => frame,
  path: 'users',
  component: page(async () => (await import('./users/users-page.tsx')).UsersPage),
})

const secrets = createRoute({
  getParentRoute: () => frame,
  path: 'secrets',
  component: page(async () => (await import('./secrets/secrets-page.tsx')).SecretsPage),
})

const audit = createRoute({
  getParentRoute: () => frame,
  path: 'audit',
  validateSearch: readAuditSearch,
  component: page(async () => (await import('./audit/audit-page.tsx')).AuditPage),
})

const system = createRoute({
  getParentRoute: () => frame,
  path: 'system',
  component: page(async () => (await import('./system/system-page.tsx')).SystemPage),
})

export const administrationRoutes = [
  frame.addChildren([
    index,
    plugins,
    plugin,
    services,
    settings,
    pluginSettings,
    instances,
    newInstance,
    instance,
    enrichment,
    health,
    subject,
    users,
    secrets,
    audit,
    system,
  ]),
] as const
