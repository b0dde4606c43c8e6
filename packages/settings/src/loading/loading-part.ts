import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { auditLogOf } from '@tributary/audit'
import { kernelService, type PluginApp, type PluginContext } from '@tributary/core'
import { database } from '@tributary/database'
import { LoadFollower } from './load-follower.ts'
import { loadingRoutes } from './loading-routes.ts'
import { NO_LOADER, type PluginLoader } from './plugin-loader.ts'
import { PluginLoading } from './plugin-loading.ts'
import { forgetResults } from './plugin-loads-store.ts'
import type { LoadingDb, LoadingTables } from './tables.ts'

export interface LoadingOptions {
  /** Loads the plugins that the operator added. Default: no plugin can be added. */
  readonly loader?: PluginLoader | undefined
  /** Whether this process follows what administrators load through others. Default false: a command does not. */
  readonly follows?: boolean | undefined
}

/** Loading of added plugins, as a part of the plugin `plugins`. */
export class LoadingPart {
  readonly #loader: PluginLoader
  readonly #follows: boolean
  readonly #processId = randomUUID()
  readonly #host = hostname()
  #follower: LoadFollower | undefined
  #unwatch: (() => void) | undefined
  #db: LoadingDb | undefined

  constructor({ loader = NO_LOADER, follows = false }: LoadingOptions) {
    this.#loader = loader
    this.#follows = follows
  }

  addRoutes(app: PluginApp, context: PluginContext): void {
    const loading = new PluginLoading({
      database: context.getService(database),
      audit: auditLogOf(context),
      loader: this.#loader,
      processId: this.#processId,
      host: this.#host,
    })
    loadingRoutes(app, loading)
  }

  start(context: PluginContext): void {
    if (!this.#follows) return
    const kernel = context.getService(kernelService)
    const db = context.getService(database).tables<LoadingTables>()
    this.#db = db
    this.#follower = new LoadFollower({
      db: () => db,
      loader: this.#loader,
      logger: context.logger,
      processId: this.#processId,
      host: this.#host,
      isReady: () => kernel.state === 'ready',
    })
    this.#follower.start()
    this.#unwatch = this.#loader.watch()
  }

  async stop(): Promise<void> {
    this.#unwatch?.()
    await this.#follower?.stop()
    this.#follower = undefined
    // A database that is unavailable keeps them until they are old.
    if (this.#db !== undefined) await forgetResults(this.#db, this.#processId).catch(() => undefined)
  }
}
