import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { auditLog, auditLogOf } from '@tributary/audit'
import { authenticator, kernelService, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { LoadFollower } from './loading/load-follower.ts'
import { loadingRoutes } from './loading/loading-routes.ts'
import { NO_LOADER, type PluginLoader } from './loading/plugin-loader.ts'
import { PluginLoading } from './loading/plugin-loading.ts'
import { forgetResults } from './loading/plugin-loads-store.ts'
import type { LoadingTables } from './loading/tables.ts'
import { createPluginLoads } from './migrations/plugins-0001-create-plugin-loads.ts'

export interface PluginsOptions {
  /** Loads the plugins that the operator added. Default: there are none. */
  readonly loader?: PluginLoader | undefined
  /** Whether this process follows what administrators load through others. Default false: a command does not. */
  readonly follows?: boolean | undefined
}

/** The plugins of the server: which were added, and loading them while it runs. */
export function pluginsPlugin({ loader = NO_LOADER, follows = false }: PluginsOptions = {}): Plugin {
  const processId = randomUUID()
  const host = hostname()
  let follower: LoadFollower | undefined
  let unwatch: (() => void) | undefined
  let forget: (() => Promise<void>) | undefined
  const tablesOf = (context: PluginContext) => context.getService(database).tables<LoadingTables>()
  return {
    name: 'plugins',
    version: '0.1.0',
    uses: [database, authenticator],
    usesIfPresent: [auditLog],
    registerServices(context) {
      context.contribute(migrations, { '0001-create-plugin-loads': createPluginLoads })
    },
    configureRoutes: (context) => ({
      admin: (app) => {
        const audit = auditLogOf(context)
        const loading = new PluginLoading({
          database: context.getService(database),
          audit,
          loader,
          processId,
          host,
        })
        loadingRoutes(app, loading)
      },
    }),
    openapiSchema: () => ({ description: 'The plugins of this server.' }),
    start(context) {
      if (!follows) return
      const kernel = context.getService(kernelService)
      const isReady = () => kernel.state === 'ready'
      const { logger } = context
      follower = new LoadFollower({ db: () => tablesOf(context), loader, logger, processId, host, isReady })
      follower.start()
      unwatch = loader.watch()
      forget = () => forgetResults(tablesOf(context), processId)
    },
    async stop() {
      unwatch?.()
      await follower?.stop()
      // A database that is unavailable keeps them until they are old.
      await forget?.().catch(() => undefined)
      follower = undefined
    },
  }
}
