import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import { checkDependencies, checkPluginList } from './boot-order.ts'
import {
  type BootReport,
  isRetryable,
  type KernelState,
  reportPlugin,
  reportServices,
  type ServiceGraph,
} from './boot-report.ts'
import { Contributions } from './contributions.ts'
import { createApp, type HttpOptions } from './http/create-app.ts'
import { mountPlugin } from './http/mount-plugin.ts'
import { RouteTable } from './http/route-table.ts'
import { KernelError } from './kernel-error.ts'
import { kernelRoutes } from './kernel-routes.ts'
import { type KernelService, kernelService, problemTranslators } from './kernel-service.ts'
import type { DocumentOptions, OpenApiDocument } from './openapi/document.ts'
import { type Generation, generateDocument } from './openapi/generate-document.ts'
import { pluginDocument } from './openapi/plugin-document.ts'
import type { Plugin, PluginContext, ServiceRegistrationContext } from './plugin.ts'
import { isUp, newPluginRecord, type Phase, type PluginRecord } from './plugin-record.ts'
import { authenticator, type Principal } from './principal.ts'
import type { ServiceKey } from './service-key.ts'
import { ServiceRegistry } from './service-registry.ts'
import { silentLogger } from './silent-logger.ts'
import { DEFAULT_TIME_LIMITS, type TimeLimits, withTimeLimit } from './time-limit.ts'

/** What a kernel is made of. */
export interface KernelOptions {
  /** In boot order. */
  readonly plugins: readonly Plugin[]
  /** A pino logger or one like it; silent by default. */
  readonly logger?: FastifyBaseLogger
  /** Names of plugins that are in the list but shall not boot. */
  readonly disabled?: readonly string[]
  readonly timeLimits?: Partial<TimeLimits>
  readonly document?: DocumentOptions
  readonly http?: HttpOptions
  /**
   * Takes charge of the process's unhandled rejections: one that a plugin causes while it boots quarantines that
   * plugin, a later one is logged with the plugin's name. For the server's own process; tests leave it off.
   */
  readonly guardProcess?: boolean
}

/** A kernel before, during and after its boot. */
export interface Kernel extends KernelService {
  /** The Fastify instance, once `boot` has resolved. */
  readonly app: FastifyInstance
  /**
   * Runs the four phases. Rejects with a `KernelError` only when the plugin list itself is wrong or an essential
   * plugin fails; everything else is in the report.
   */
  boot(): Promise<BootReport>
  getService<T>(key: ServiceKey<T>): T
  /** Finishes open requests, then stops the plugins in reverse, each under its time limit. */
  stop(): Promise<void>
}

/** Makes a kernel; nothing runs until `boot`. */
export function createKernel(options: KernelOptions): Kernel {
  return new BootingKernel(options)
}

class BootingKernel implements Kernel {
  readonly #options: KernelOptions
  readonly #limits: TimeLimits
  readonly #logger: FastifyBaseLogger
  readonly #services = new ServiceRegistry()
  readonly #routes = new RouteTable()
  readonly #contributions = new Contributions((owner, reason) => this.#refuse(owner, reason))
  /** The kernel is a plugin to itself: it owns routes, services and a part of the document. */
  readonly #self: PluginRecord
  readonly #records: PluginRecord[]
  /** Which plugin's code runs, for rejections that nobody handles. */
  readonly #running = new AsyncLocalStorage<PluginRecord>()
  readonly #onUnhandled = (reason: unknown) => this.#unhandled(reason)
  readonly #generation: Generation = { current: undefined, refused: new Set() }
  #app: FastifyInstance | undefined
  #document: OpenApiDocument | undefined
  #state: KernelState = 'created'
  #milliseconds = 0

  constructor(options: KernelOptions) {
    checkPluginList(options.plugins)
    this.#options = options
    this.#limits = { ...DEFAULT_TIME_LIMITS, ...options.timeLimits }
    this.#logger = options.logger ?? silentLogger
    this.#self = newPluginRecord({
      name: 'kernel',
      version: options.document?.version ?? '0.0.0',
      essential: true,
    })
    this.#records = options.plugins.map((plugin) =>
      newPluginRecord(plugin, options.disabled?.includes(plugin.name) ? 'disabled' : 'booting'),
    )
  }

  get app(): FastifyInstance {
    if (this.#app === undefined)
      throw new KernelError('WRONG_PHASE', 'the kernel has not booted: call boot() first')
    return this.#app
  }

  get state(): KernelState {
    return this.#state
  }

  async boot(): Promise<BootReport> {
    if (this.#state !== 'created')
      throw new KernelError('WRONG_PHASE', `a kernel boots once; this one is ${this.#state}`)
    this.#state = 'booting'
    if (this.#options.guardProcess === true) process.on('unhandledRejection', this.#onUnhandled)
    const began = performance.now()
    try {
      await this.#registerServices()
      await this.#configureRoutes()
      await this.#openapiSchema()
      for (const record of this.#records) await this.#start(record)
    } catch (error) {
      this.#state = 'failed'
      await this.#shutDown()
      throw error
    }
    this.#milliseconds = performance.now() - began
    this.#state = 'ready'
    return this.report()
  }

  async stop(): Promise<void> {
    if (this.#state === 'stopped' || this.#state === 'stopping' || this.#state === 'failed') return
    this.#state = 'stopping'
    await this.#shutDown()
    this.#state = 'stopped'
  }

  getService<T>(key: ServiceKey<T>): T {
    return this.#services.get(this.#self, key)
  }

  report(): BootReport {
    const all = [this.#self, ...this.#records]
    return {
      state: this.#state,
      milliseconds: Math.round(this.#milliseconds),
      plugins: this.#records.map(reportPlugin),
      publicRoutes: all
        .flatMap((record) => record.routes)
        .filter((route) => route.access === 'public')
        .map((route) => `${route.method} ${route.path}`),
    }
  }

  services(): ServiceGraph {
    return reportServices([this.#self, ...this.#records])
  }

  document(): OpenApiDocument {
    if (this.#document === undefined)
      throw new KernelError('WRONG_PHASE', 'the document is merged in boot phase 3: ask later')
    return this.#document
  }

  pluginDocument(name: string): OpenApiDocument | undefined {
    const document = this.document()
    return document.tags.some((tag) => tag.name === name) ? pluginDocument(document, name) : undefined
  }

  async retry(name: string): Promise<void> {
    const record = this.#records.find((candidate) => candidate.name === name)
    if (record === undefined || !isRetryable(record)) {
      throw new KernelError(
        'NOT_RETRYABLE',
        `plugin "${name}" is not waiting for another start: ${this.#whyNotRetryable(record)}`,
      )
    }
    // A plugin that was only taken along cannot come up before the one that took it.
    const taken = this.#records.filter((other) => other.quarantinedBy === name && isRetryable(other))
    for (const each of [record, ...taken]) {
      each.state = 'booting'
      each.reason = undefined
      each.quarantinedBy = undefined
      await this.#start(each)
    }
  }

  // Phase 1

  async #registerServices(): Promise<void> {
    this.#services.register(this.#self, kernelService, {
      factory: () => this,
      context: this.#contextOf(this.#self),
      options: undefined,
    })
    const order = this.#records.map((record) => record.name)
    for (const record of this.#records) {
      if (record.state === 'disabled') continue
      const wrong = checkDependencies(record.plugin, order)
      if (wrong !== undefined) this.#quarantine(record, wrong)
      else if (this.#followsDependencies(record)) {
        await this.#run(record, 'registerServices', () =>
          record.plugin.registerServices?.(this.#registrationContextOf(record)),
        )
      }
    }
    this.#services.close()
    this.#contributions.close()
    for (const record of this.#records) {
      if (record.reason instanceof KernelError) record.reason = this.#services.explain(record, record.reason)
    }
    this.#refuseFailedEssential()
  }

  // Phase 2

  async #configureRoutes(): Promise<void> {
    const app = await createApp({
      logger: this.#options.logger,
      http: this.#options.http ?? {},
      document: this.#options.document ?? { title: 'Tributary', version: '0.0.0' },
      routes: this.#routes,
      configureTimeLimit: this.#limits.configureRoutes,
      recordAt: (path) => this.#recordAt(path),
      generation: this.#generation,
      translators: () => this.#contributions.get(this.#self, problemTranslators).map(({ value }) => value),
      onBadSchema: (plugin, error) => {
        const record = this.#records.find((candidate) => candidate.name === plugin)
        if (record !== undefined) this.#quarantine(record, error)
      },
    })
    this.#app = app
    const mounting = {
      routes: this.#routes,
      timeLimit: this.#limits.configureRoutes,
      authenticate: (request: FastifyRequest) => this.#authenticate(request),
    }
    await mountPlugin(app, this.#self, { routes: kernelRoutes(this) }, mounting)
    for (const record of this.#records) {
      if (!this.#followsDependencies(record)) continue
      await this.#run(record, 'configureRoutes', async () => {
        const mounts = record.plugin.configureRoutes?.(this.#contextOf(record))
        if (mounts !== undefined) await mountPlugin(app, record, mounts, mounting)
      })
    }
    await app.ready()
    this.#refuseFailedEssential()
  }

  // Phase 3

  async #openapiSchema(): Promise<void> {
    const up = this.#records.filter((record) => this.#followsDependencies(record))
    for (const record of up) record.phase = 'openapiSchema'
    this.#document = generateDocument(this.app, {
      generation: this.#generation,
      records: [this.#self, ...up],
      refuse: (record, reason) => this.#quarantine(record, reason),
    })
    this.#refuseFailedEssential()
  }

  // Phase 4

  async #start(record: PluginRecord): Promise<void> {
    // A plugin that only lost its dependency was never started, so a retry may start it: it has entered the phase.
    if (isUp(record)) record.phase = 'start'
    if (!this.#followsDependencies(record)) return
    const completed = await this.#run(record, 'start', () => record.plugin.start?.(this.#contextOf(record)))
    if (completed && isUp(record)) record.state = 'ready'
    this.#refuseFailedEssential()
  }

  /** Runs one call into a plugin. Whatever goes wrong in it ends here, as a quarantine. */
  async #run(
    record: PluginRecord,
    phase: Phase & keyof TimeLimits,
    call: () => void | Promise<void>,
  ): Promise<boolean> {
    record.phase = phase
    const began = performance.now()
    try {
      const what = `${phase} of plugin "${record.name}"`
      // Mounting has limits of its own: giving up on it from out here would leave Fastify inside the hung plugin.
      const limited =
        phase === 'configureRoutes'
          ? call
          : () => withTimeLimit(call, { milliseconds: this.#limits[phase], what })
      await this.#running.run(record, limited)
      return true
    } catch (error) {
      this.#quarantine(record, error instanceof Error ? error : new Error(String(error)))
      return false
    } finally {
      record.milliseconds += performance.now() - began
    }
  }

  /** Whether a plugin is up and all it depends on is; if not, it is quarantined along. */
  #followsDependencies(record: PluginRecord): boolean {
    if (!isUp(record)) return false
    for (const name of record.plugin.dependsOn ?? []) {
      const dependency = this.#records.find((candidate) => candidate.name === name)
      if (dependency === undefined || isUp(dependency)) continue
      const why =
        dependency.state === 'disabled'
          ? 'disabled'
          : `quarantined: ${dependency.reason?.message ?? 'unknown reason'}`
      record.quarantinedBy = dependency.quarantinedBy ?? dependency.name
      this.#quarantine(
        record,
        new KernelError(
          'MISSING_DEPENDENCY',
          `plugin "${record.name}" depends on plugin "${name}", which is ${why}`,
        ),
      )
      return false
    }
    return true
  }

  #quarantine(record: PluginRecord, reason: Error): void {
    if (record.state === 'quarantined') return
    record.state = 'quarantined'
    record.reason = reason
    this.#logger.error(
      { plugin: record.name, phase: record.phase, err: reason },
      `plugin "${record.name}" is quarantined: ${reason.message}`,
    )
    // After the boot there is no next phase that would take the dependents along.
    if (this.#state === 'ready') {
      for (const other of this.#records) this.#followsDependencies(other)
    }
  }

  #refuse(owner: PluginRecord, reason: Error): void {
    this.#quarantine(owner, reason)
    this.#refuseFailedEssential()
  }

  #refuseFailedEssential(): void {
    const failed = this.#records.find(
      (record) => record.plugin.essential === true && record.state === 'quarantined',
    )
    if (failed === undefined || this.#state !== 'booting') return
    throw new KernelError(
      'ESSENTIAL_FAILED',
      `essential plugin "${failed.name}" failed in ${failed.phase}: ${failed.reason?.message ?? 'unknown reason'}`,
      { cause: failed.reason },
    )
  }

  async #shutDown(): Promise<void> {
    const limit = this.#limits.stop
    const attempt = async (what: string, call: () => void | Promise<void>) => {
      try {
        await withTimeLimit(call, { milliseconds: limit, what })
      } catch (error) {
        this.#logger.error({ err: error }, `${what} failed`)
      }
    }
    const app = this.#app
    if (app !== undefined) await attempt('closing the HTTP server', async () => void (await app.close()))
    for (const record of this.#records.toReversed()) {
      if (record.phase === 'start')
        await attempt(`stop of plugin "${record.name}"`, () => record.plugin.stop?.())
      for (const error of await this.#services.disposeOf(record, limit))
        this.#logger.error({ plugin: record.name, err: error }, error.message)
    }
    process.off('unhandledRejection', this.#onUnhandled)
  }

  async #authenticate(request: FastifyRequest): Promise<Principal | undefined> {
    return this.#services.get(this.#self, authenticator).authenticate(request)
  }

  #unhandled(reason: unknown): void {
    const record = this.#running.getStore()
    const error = reason instanceof Error ? reason : new Error(String(reason))
    if (record !== undefined && this.#state === 'booting') {
      this.#quarantine(
        record,
        new KernelError(
          'UNHANDLED_REJECTION',
          `plugin "${record.name}" left a rejection unhandled: ${error.message}`,
          { cause: error },
        ),
      )
      return
    }
    this.#logger.error({ err: error, plugin: record?.name }, 'unhandled rejection')
  }

  #recordAt(path: string): PluginRecord | undefined {
    const [, api, first, second] = (path.split('?')[0] ?? '').split('/')
    if (api !== 'api') return undefined
    const name = first === 'admin' || first === 'public' ? second : first
    return this.#records.find((record) => record.name === name)
  }

  #whyNotRetryable(record: PluginRecord | undefined): string {
    if (record === undefined) return 'there is no such plugin'
    if (record.state !== 'quarantined') return `it is ${record.state}`
    return `it failed in ${record.phase}, which needs a restart of the server`
  }

  #contextOf(record: PluginRecord): PluginContext {
    const services = this.#services
    const contributions = this.#contributions
    return {
      plugin: { name: record.name, version: record.plugin.version },
      logger: this.#logger.child({ plugin: record.name }),
      getService: (key) => services.get(record, key),
      hasService: (key) => services.has(key),
      getContributions: (point) => contributions.get(record, point),
    }
  }

  #registrationContextOf(record: PluginRecord): ServiceRegistrationContext {
    const context = this.#contextOf(record)
    return {
      ...context,
      registerService: (key, factory, options) =>
        this.#services.register(record, key, { factory, context, options }),
      contribute: (point, value) => this.#contributions.add(record, point, value),
    }
  }
}
