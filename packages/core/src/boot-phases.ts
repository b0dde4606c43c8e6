import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { orderByServices } from './boot-order.ts'
import type { Contributions } from './contributions.ts'
import { editUnits } from './http/conditional/edit-units.ts'
import { requireMatch } from './http/conditional/require-match.ts'
import { createApp, type HttpOptions } from './http/create-app.ts'
import { idempotencyStore } from './http/idempotency/idempotency-store.ts'
import { type MountContext, mountPlugin } from './http/mount-plugin.ts'
import type { RequestWatcher } from './http/observe-answers.ts'
import { OpenRequests } from './http/open-requests.ts'
import type { OwnApp, PluginApps } from './http/plugin-apps.ts'
import { readPositions } from './http/read-positions.ts'
import { readYourWrites } from './http/read-your-writes.ts'
import type { RequestBounds } from './http/request-bounds.ts'
import type { RouteTable } from './http/route-table.ts'
import { KernelError } from './kernel-error.ts'
import { kernelRoutes } from './kernel-routes.ts'
import { type KernelService, kernelService, linearPatterns, problemTranslators } from './kernel-service.ts'
import { mergeDocuments } from './merge-documents.ts'
import type { DocumentOptions, OpenApiDocument } from './openapi/document.ts'
import type { Generation } from './openapi/generate-document.ts'
import type { PluginCalls } from './plugin-calls.ts'
import { contextOf, registrationContextOf } from './plugin-context.ts'
import { isUp, type PluginRecord } from './plugin-record.ts'
import type { PluginRegistry } from './plugin-registry.ts'
import { authenticator } from './principal.ts'
import type { ServiceRegistry } from './service-registry.ts'
import type { TimeLimits } from './time-limit.ts'

/** The state that the four phases share. */
export interface Boot {
  readonly registry: PluginRegistry
  readonly calls: PluginCalls
  readonly services: ServiceRegistry
  readonly contributions: Contributions
  readonly routes: RouteTable
  readonly generation: Generation
  /** The instances of plugins that can be reloaded. */
  readonly apps: PluginApps
  /** The plugins in the document. */
  readonly documented: Set<PluginRecord>
  readonly watchers: Set<RequestWatcher>
  readonly bounds: RequestBounds
  readonly limits: TimeLimits
  /** Always present: a kernel without a logger uses the silent one. */
  readonly logger: FastifyBaseLogger
  readonly options: {
    readonly logger?: FastifyBaseLogger
    readonly http?: HttpOptions
    readonly document?: DocumentOptions
    readonly guardProcess?: boolean
  }
}

/** Phase 1: every plugin registers its services and contributions. */
export async function registerServices(boot: Boot, kernel: KernelService): Promise<void> {
  const { registry, services, contributions } = boot
  services.register(registry.self, kernelService, {
    factory: () => kernel,
    context: contextOf(registry.self, boot),
    options: undefined,
  })
  for (const record of registry.records) {
    if (!isUp(record)) continue
    await registerOf(boot, record)
  }
  services.close()
  contributions.close()
  registry.reorder(orderByServices(registry.records, services))
  for (const record of registry.records) {
    if (record.reason instanceof KernelError) record.reason = services.explain(record, record.reason)
  }
  registry.refuseFailedEssential()
}

/** Phase 1 of one plugin. */
export async function registerOf(boot: Boot, record: PluginRecord): Promise<void> {
  record.registering = true
  await boot.calls.run(record, 'registerServices', () =>
    record.plugin.registerServices?.(registrationContextOf(record, boot)),
  )
  record.registering = false
}

/** The Fastify instance that listens, on which phase 2 mounts every plugin that stays as long as the server. */
export function createSharedApp(boot: Boot): Promise<FastifyInstance> {
  const { registry } = boot
  return createInstance(boot, {
    generation: boot.generation,
    apps: boot.apps,
    recordAt: (path) => registry.at(path),
    quarantine: (plugin, error) => {
      const record = registry.find(plugin)
      if (record !== undefined) registry.quarantine(record, error)
    },
  })
}

interface InstanceOptions {
  readonly generation: Generation
  readonly apps: PluginApps | undefined
  recordAt(path: string): PluginRecord | undefined
  quarantine(plugin: string, error: Error): void
}

function createInstance(boot: Boot, given: InstanceOptions): Promise<FastifyInstance> {
  const { registry, contributions, options } = boot
  return createApp({
    logger: options.logger,
    http: options.http ?? {},
    document: options.document ?? { title: 'Tributary', version: '0.0.0' },
    routes: boot.routes,
    configureTimeLimit: boot.limits.configureRoutes,
    recordAt: given.recordAt,
    generation: given.generation,
    translators: () => contributions.get(registry.self, problemTranslators).map(({ value }) => value),
    watchers: boot.watchers,
    apps: given.apps,
    onBadSchema: given.quarantine,
  })
}

/** A plugin's Fastify instance of its own, with its routes. The caller closes it if the plugin fails. */
async function createOwnApp(boot: Boot, record: PluginRecord): Promise<OwnApp> {
  const generation: Generation = { current: undefined, included: new Set() }
  const app = await createInstance(boot, {
    generation,
    apps: undefined,
    recordAt: () => record,
    quarantine: (_plugin, error) => boot.registry.quarantine(record, error),
  })
  return { record, app, generation, open: new OpenRequests(app) }
}

function mountingOn(boot: Boot, app: FastifyInstance): MountContext {
  const { registry, services, contributions } = boot
  const known = new Set(contributions.get(registry.self, linearPatterns).map(({ value }) => value))
  return {
    routes: boot.routes,
    timeLimit: boot.limits.configureRoutes,
    quarantine: (record, reason) => registry.quarantine(record, reason),
    authenticate: async (request) => services.get(registry.self, authenticator).authenticate(request),
    isKnownLinear: (pattern) => known.has(pattern),
    requireMatch: requireMatch(
      app,
      services.has(registry.self, editUnits) ? () => services.get(registry.self, editUnits) : undefined,
    ),
    idempotency: services.has(registry.self, idempotencyStore)
      ? () => services.get(registry.self, idempotencyStore)
      : undefined,
    readYourWrites: services.has(registry.self, readPositions)
      ? readYourWrites(() => services.get(registry.self, readPositions), {
          isSecure: boot.options.http?.secureCookies === true,
        })
      : undefined,
    bounds: boot.bounds,
  }
}

/** Phase 2: every plugin's routes. */
export async function configureRoutes(
  boot: Boot,
  app: FastifyInstance,
  kernel: KernelService,
): Promise<void> {
  const { registry } = boot
  const mounting = mountingOn(boot, app)
  await mountPlugin(app, registry.self, { routes: kernelRoutes(kernel) }, mounting)
  for (const record of registry.records) {
    if (registry.quarantineIfDependencyFailed(record)) continue
    if (record.isAdded) {
      const own = await mountOwnApp(boot, record)
      if (own !== undefined) boot.apps.use(own)
    } else {
      await boot.calls.run(record, 'configureRoutes', async () => {
        const mounts = record.plugin.configureRoutes?.(contextOf(record, boot))
        if (mounts !== undefined) await mountPlugin(app, record, mounts, mounting)
      })
    }
  }
  await app.ready()
  registry.refuseFailedEssential()
}

/** Phase 2 for a plugin that can be reloaded. `undefined` if it has no routes or fails. */
export async function mountOwnApp(boot: Boot, record: PluginRecord): Promise<OwnApp | undefined> {
  let own: OwnApp | undefined
  await boot.calls.run(record, 'configureRoutes', async () => {
    const mounts = record.plugin.configureRoutes?.(contextOf(record, boot))
    if (mounts === undefined) return
    own = await createOwnApp(boot, record)
    await mountPlugin(own.app, record, mounts, mountingOn(boot, own.app))
    await own.app.ready()
  })
  if (own !== undefined && !isUp(record)) {
    await own.app.close()
    return undefined
  }
  return own
}

/** Phase 3: one document of all plugins. */
export function documentPlugins(boot: Boot, app: FastifyInstance): OpenApiDocument {
  const { registry, apps, documented } = boot
  const up = registry.records.filter((record) => !registry.quarantineIfDependencyFailed(record))
  for (const record of up) record.phase = 'openapiSchema'
  const document = mergeDocuments(boot, app, {
    records: up,
    ownAppOf: (record) => apps.of(record),
    refuse: (record, reason) => registry.quarantine(record, reason),
  })
  for (const record of up.filter(isUp)) documented.add(record)
  registry.refuseFailedEssential()
  return document
}

/** Phase 4, for one plugin. Also called for a retry. */
export async function startPlugin(boot: Boot, record: PluginRecord): Promise<void> {
  const { registry } = boot
  // A plugin whose dependency failed was never started. It counts as having entered the phase, so that a retry may
  // start it.
  if (isUp(record)) record.phase = 'start'
  if (registry.quarantineIfDependencyFailed(record)) return
  record.startCalled = true
  const completed = await boot.calls.run(record, 'start', () =>
    record.plugin.start?.(contextOf(record, boot)),
  )
  if (completed && isUp(record)) record.state = 'ready'
  registry.refuseFailedEssential()
}
