import { authenticator, type Plugin } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { catalogueRoutes } from './catalogue/catalogue-routes.ts'
import { createHealthChecks } from './health/migrations/0002-create-health-checks.ts'
import { HEALTH_USES, PluginHealth, type PluginHealthOptions } from './health/plugin-health.ts'

export interface PluginsOptions {
  readonly health?: PluginHealthOptions | undefined
}

/**
 * The catalogue of plugins, and their periodic health checks.
 *
 * @example
 * pluginsPlugin({ health: { worker: false } })
 */
export function pluginsPlugin({ health: options = {} }: PluginsOptions = {}): Plugin {
  const health = new PluginHealth(options)
  return {
    name: 'plugins',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Plugins',
      description: 'The plugins of this server: what each is for, its forms and its health.',
      author: 'The Tributary authors',
      tags: ['administration', 'monitoring'],
    },
    uses: [database, authenticator],
    usesIfPresent: [...HEALTH_USES],
    registerServices(context) {
      context.contribute(migrations, { '0002-create-health-checks': createHealthChecks })
      health.registerServices(context)
    },
    configureRoutes: (context) => ({
      routes: (app) => catalogueRoutes(app, context),
      admin: (app) => health.addRoutes(app, context),
    }),
    openapiSchema: () => ({ description: 'The plugins of this server, their forms and their health.' }),
    start: (context) => health.start(context),
    stop: () => health.stop(),
  }
}
