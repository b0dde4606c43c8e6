import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import {
  type Boot,
  configureRoutes,
  createSharedApp,
  documentPlugins,
  registerServices,
  startPlugin,
} from './boot-phases.ts'
import type { BootReport, KernelState, ServiceGraph } from './boot-report.ts'
import { reportPlugin, reportServices } from './boot-report.ts'
import { checkPluginList } from './check-plugin-list.ts'
import { Contributions } from './contributions.ts'
import type { RequestWatcher } from './http/observe-answers.ts'
import { PluginApps } from './http/plugin-apps.ts'
import { RequestBounds } from './http/request-bounds.ts'
import { RouteTable } from './http/route-table.ts'
import { KernelError } from './kernel-error.ts'
import type { KernelOptions } from './kernel-options.ts'
import type { KernelService, LoadResult } from './kernel-service.ts'
import { loadPlugin } from './loading/load-plugin.ts'
import { retryPlugin } from './loading/retry-plugin.ts'
import { unloadPlugin } from './loading/unload-plugin.ts'
import type { OpenApiDocument } from './openapi/document.ts'
import { pluginDocument } from './openapi/plugin-document.ts'
import type { Plugin } from './plugin.ts'
import { PluginCalls } from './plugin-calls.ts'
import { isUp, type PluginRecord } from './plugin-record.ts'
import { PluginRegistry } from './plugin-registry.ts'
import type { ServiceKey } from './service-key.ts'
import { ServiceRegistry } from './service-registry.ts'
import { silentLogger } from './silent-logger.ts'
import { DEFAULT_TIME_LIMITS } from './time-limit.ts'

/** A kernel before, during and after its boot. */
export interface Kernel extends KernelService {
  /** The Fastify instance, once `boot` has resolved. Throws a `KernelError` (`WRONG_PHASE`) before. */
  readonly app: FastifyInstance
  /**
   * Runs the four phases. Rejects with a `KernelError` only when the plugin list itself is wrong, an essential
   * plugin fails, or `stop` is called meanwhile; everything else is in the report.
   */
  boot(): Promise<BootReport>
  /** Resolves a service on behalf of the kernel. Throws as `PluginContext.getService` does. */
  getService<T>(key: ServiceKey<T>): T
  /**
   * Finishes open requests, then stops the plugins in reverse order, each under its time limit. Never rejects:
   * failures are logged. During boot, it ends the boot after the running call.
   */
  stop(): Promise<void>
}

/**
 * Creates a kernel; nothing runs until `boot`. Throws a `KernelError` (`BAD_PLUGIN`) for invalid or duplicate plugin
 * names.
 *
 * @example
 * const kernel = createKernel({ plugins: [hello] })
 * const report = await kernel.boot()
 * await kernel.app.listen({ port: 3000 })
 */
export function createKernel(options: KernelOptions): Kernel {
  return new PluginKernel(options)
}

class PluginKernel implements Kernel {
  readonly #boot: Boot
  #app: FastifyInstance | undefined
  #document: OpenApiDocument | undefined
  #milliseconds = 0
  #booting: Promise<BootReport> | undefined
  #stopped: Promise<void> | undefined
  /** One retry, load or unload at a time: two could both start a common dependent. */
  #changing: Promise<unknown> = Promise.resolve()
  readonly #retiring = new Set<Promise<void>>()

  constructor(options: KernelOptions) {
    const { added = [] } = options
    checkPluginList([...options.plugins, ...added])
    const logger = options.logger ?? silentLogger
    const limits = { ...DEFAULT_TIME_LIMITS, ...options.timeLimits }
    const registry = new PluginRegistry({
      plugins: options.plugins,
      added,
      disabled: options.disabled ?? [],
      version: options.document?.version ?? '0.0.0',
      logger,
    })
    const routes = new RouteTable()
    this.#boot = {
      registry,
      calls: new PluginCalls({ registry, limits, logger }),
      services: new ServiceRegistry(() => registry.records.filter((record) => !isUp(record))),
      contributions: new Contributions((owner, reason) => registry.refuse(owner, reason)),
      routes,
      generation: { current: undefined, included: new Set() },
      apps: new PluginApps(routes),
      documented: new Set(),
      watchers: new Set(),
      bounds: new RequestBounds(options.http?.requests),
      limits,
      logger,
      options,
    }
  }

  get app(): FastifyInstance {
    if (this.#app === undefined)
      throw new KernelError('WRONG_PHASE', 'the kernel has not booted: call boot() first')
    return this.#app
  }

  get state(): KernelState {
    return this.#boot.registry.state
  }

  async boot(): Promise<BootReport> {
    if (this.state !== 'created')
      throw new KernelError('WRONG_PHASE', `a kernel boots once; this one is ${this.state}`)
    this.#booting = this.#runPhases()
    return this.#booting
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  getService<T>(key: ServiceKey<T>): T {
    return this.#boot.services.get(this.#boot.registry.self, key)
  }

  report(): BootReport {
    const { all, records } = this.#boot.registry
    return {
      state: this.state,
      milliseconds: Math.round(this.#milliseconds),
      plugins: records.map(reportPlugin),
      publicRoutes: all
        .flatMap((record) => record.routes)
        .filter((route) => route.access === 'public')
        .map((route) => `${route.method} ${route.path}`),
    }
  }

  services(): ServiceGraph {
    return reportServices(this.#boot.registry.all)
  }

  document(): OpenApiDocument {
    if (this.#document === undefined)
      throw new KernelError('WRONG_PHASE', 'the document is not available before boot phase 3')
    return this.#document
  }

  pluginDocument(name: string): OpenApiDocument | undefined {
    const document = this.document()
    return document.tags.some((tag) => tag.name === name) ? pluginDocument(document, name) : undefined
  }

  retry(name: string): Promise<void> {
    return this.#inTurn(() => retryPlugin(this.#boot, name))
  }

  load(plugin: Plugin): Promise<LoadResult> {
    return this.#inTurn(async () => {
      this.#requireReady()
      const { record, document, retired } = await loadPlugin(this.#boot, this.app, plugin)
      this.#retire(retired)
      if (document === undefined) await retired
      else this.#use(document, record)
      return {
        failure: isUp(record) ? undefined : (record.reason?.message ?? 'unknown reason'),
        phase: record.phase,
        report: reportPlugin(this.#boot.registry.find(plugin.name) ?? record),
      }
    })
  }

  unload(name: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#requireReady()
      const { document, retired } = await unloadPlugin(this.#boot, this.app, name)
      this.#document = document
      this.#retire(retired)
    })
  }

  async retired(): Promise<void> {
    await Promise.all(this.#retiring)
  }

  watchRequests(watch: RequestWatcher): () => void {
    this.#boot.watchers.add(watch)
    return () => void this.#boot.watchers.delete(watch)
  }

  #use(document: OpenApiDocument, record: PluginRecord): void {
    const { documented } = this.#boot
    for (const other of documented) if (other.name === record.name) documented.delete(other)
    documented.add(record)
    this.#document = document
  }

  #retire(ending: Promise<void>): void {
    const retired = ending.finally(() => this.#retiring.delete(retired))
    this.#retiring.add(retired)
  }

  #requireReady(): void {
    if (this.state !== 'ready')
      throw new KernelError(
        'WRONG_PHASE',
        `the kernel is ${this.state}: plugins are loaded while it is ready`,
      )
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#changing.then(change)
    this.#changing = changed.catch(() => undefined)
    return changed
  }

  async #runPhases(): Promise<BootReport> {
    const { registry, calls, options } = this.#boot
    registry.state = 'booting'
    if (options.guardProcess === true) calls.guardProcess()
    const began = performance.now()
    try {
      await registerServices(this.#boot, this)
      this.#checkWanted()
      const app = await createSharedApp(this.#boot)
      this.#app = app
      await configureRoutes(this.#boot, app, this)
      this.#checkWanted()
      this.#document = documentPlugins(this.#boot, app)
      for (const record of registry.records) {
        await startPlugin(this.#boot, record)
        this.#checkWanted()
      }
      // Node reports a rejection as unhandled only after a turn of the event loop.
      if (options.guardProcess === true) await setImmediate()
      // A plugin that was refused after its dependents had started quarantines them now.
      registry.quarantineDependents()
      registry.refuseFailedEssential()
      this.#checkWanted()
    } catch (error) {
      registry.state = 'failed'
      await this.#shutDown()
      throw error
    }
    this.#milliseconds = performance.now() - began
    registry.state = 'ready'
    return this.report()
  }

  /** Throws when `stop` was called while booting. */
  #checkWanted(): void {
    if (this.state !== 'booting')
      throw new KernelError('WRONG_PHASE', 'the kernel was stopped while it booted')
  }

  async #stop(): Promise<void> {
    const { registry } = this.#boot
    if (registry.state === 'failed') return
    const booting = registry.state === 'booting'
    registry.state = 'stopping'
    // The boot itself stops the plugins that it has started.
    if (booting) await this.#booting?.catch(() => undefined)
    else {
      await this.#changing
      await this.#shutDown()
    }
    registry.state = 'stopped'
  }

  async #shutDown(): Promise<void> {
    const { registry, calls, services, limits, logger } = this.#boot
    const app = this.#app
    if (app !== undefined) await calls.attempt('closing the HTTP server', () => this.#closeApps(app))
    await this.retired()
    for (const record of registry.records.toReversed()) {
      if (record.startCalled) await calls.stop(record)
      for (const error of await services.disposeOf(record, limits.stop))
        logger.error({ plugin: record.name, err: error }, error.message)
    }
    calls.leaveProcess()
  }

  /** Those of plugins too, at once: the server waits for their open requests. */
  async #closeApps(app: FastifyInstance): Promise<void> {
    const own = this.#boot.apps.all()
    await Promise.all([app.close(), ...own.map((each) => each.app.close())])
  }
}
