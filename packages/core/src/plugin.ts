// For what it adds to route schemas: `summary`, `operationId`, `hide` …
import '@fastify/swagger'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger } from 'fastify'
import type { Contribution, ContributionPoint, UnavailableContribution } from './contribution-point.ts'
import type { Deprecation } from './http/deprecation.ts'
import type { RequestCost } from './http/request-bounds.ts'
import type { OpenApiFragment } from './openapi/fragment.ts'
import type { PluginAbout } from './plugin-about.ts'
import type { Principal } from './principal.ts'
import type { ServiceKey } from './service-key.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Widens or narrows the access of the mount. */
    access?: 'public' | 'user' | 'admin'
    /** The scopes an API key needs, any one of them. */
    scopes?: readonly string[]
    /** Refuses API keys, whatever their scopes. */
    sessionOnly?: boolean
    /** The cost class, which bounds the concurrent requests of a sender. Default `cheap`. */
    cost?: RequestCost
    /**
     * Whether the route makes something, so that it takes `Idempotency-Key`. Default: a POST that documents 201 or 202. Its
     * effect has to be written by `database.transaction`, and nothing but the database be awaited after the first one.
     */
    creates?: boolean
    /** Set on an operation that will end: documented, and announced in the headers `Deprecation` and `Sunset`. */
    deprecated?: Deprecation
    /** The plugin that owns the route. Set by the kernel. */
    plugin?: string
  }
  interface FastifyRequest {
    /** The principal of the request. `null` on routes that need no sign-in. */
    principal: Principal | null
  }
}

/** The Fastify instance that routes are added to: request types follow from their TypeBox schemas. */
export type PluginApp = Parameters<FastifyPluginAsyncTypebox>[0]

/** Adds routes: `async (app) => { app.get('/', { schema }, handler) }`. */
export type RoutePlugin = (app: PluginApp) => void | Promise<void>

/** What `configureRoutes` returns: one encapsulated Fastify plugin for each mount it uses. */
export interface PluginRoutes {
  /** Under `/api/<name>`; needs a signed-in user. */
  readonly routes?: RoutePlugin
  /** Under `/api/admin/<name>`; needs an administrator. */
  readonly admin?: RoutePlugin
  /** Under `/api/public/<name>`; needs no sign-in. */
  readonly public?: RoutePlugin
  /**
   * At the root, for infrastructure such as `/health`; needs an administrator unless the route declares another
   * access.
   */
  readonly root?: RoutePlugin
}

/**
 * A plugin, the unit that the kernel boots: the database, sign-in, jobs and each integration are plugins.
 *
 * @example
 * export const hello: Plugin = {
 *   name: 'hello',
 *   version: '1.0.0',
 *   configureRoutes: () => ({
 *     routes: async (app) => {
 *       app.get('/', { schema: { summary: 'Say hello', response: { 200: Type.String() } } }, () => 'hello')
 *     },
 *   }),
 * }
 */
export interface Plugin {
  /** Unique, lower-case kebab. Route prefix `/api/<name>`, OpenAPI tag, log label, table prefix. */
  readonly name: string
  readonly version: string
  /** What the catalogue and the boot report show of the plugin. */
  readonly about?: PluginAbout
  /**
   * Required services. Their plugins boot first; if one of them is quarantined, so is this plugin. Resolving an
   * undeclared service throws.
   */
  readonly uses?: readonly ServiceKey<unknown>[]
  /** Optional services: call `hasService` first. Their plugins boot first if possible. */
  readonly usesIfPresent?: readonly ServiceKey<unknown>[]
  /** An essential plugin's failure stops the boot. Any other is quarantined and the rest continue. */
  readonly essential?: boolean
  /**
   * Time limit of `start` in milliseconds, for work that grows with the data, such as a migration of all rows.
   * Default: `timeLimits` of the kernel, 60 s.
   */
  readonly startLimit?: number
  /** Phase 1, in boot order: register services for others. No I/O that can be deferred to `start`. */
  registerServices?(context: ServiceRegistrationContext): void | Promise<void>
  /**
   * Phase 2: the HTTP routes. Each route has a `summary` and a `response` schema; one without is refused, since it
   * would be missing from the documentation.
   */
  configureRoutes?(context: PluginContext): PluginRoutes | undefined
  /** Phase 3: documentation beyond the routes' own schemas (tag text, shared components, security, foreign paths). */
  openapiSchema?(): OpenApiFragment | undefined
  /** Phase 4, in boot order: open connections, start workers. */
  start?(context: PluginContext): void | Promise<void>
  /**
   * Called after plugins were loaded or unloaded while the server runs, before a loaded one starts: applies what `start` does for each
   * contribution of other plugins. May be called at any time and any number of times.
   */
  refresh?(context: PluginContext): void | Promise<void>
  /**
   * Reverse order, each with a time limit. Called for every plugin whose `start` was called, even if it failed, and
   * before a retry calls `start` again.
   */
  stop?(): void | Promise<void>
}

/** The kernel as a plugin sees it. */
export interface PluginContext {
  readonly plugin: { readonly name: string; readonly version: string }
  /** A child logger with the plugin's name. */
  readonly logger: FastifyBaseLogger
  /** The service behind a key. Throws a `KernelError` that names the asking plugin, the service and the cure. */
  getService<T>(key: ServiceKey<T>): T
  /** Whether a ready plugin registered the service. For optional services; for required ones use `getService`. */
  hasService(key: ServiceKey<unknown>): boolean
  /** The contributions of ready plugins, in boot order. Complete from phase 2 on; an earlier call throws. */
  getContributions<T>(point: ContributionPoint<T>): readonly Contribution<T>[]
  /** The contributions of quarantined plugins: not to be used, only to report what is missing and why. */
  getUnavailable<T>(point: ContributionPoint<T>): readonly UnavailableContribution<T>[]
}

/** The context of phase 1, the only phase that may register. */
export interface ServiceRegistrationContext extends PluginContext {
  /**
   * Registers a service. The factory runs once, at the first `getService`; `dispose` runs at stop, in reverse order.
   * Registering a key twice, or after phase 1, throws a `KernelError`.
   */
  registerService<T>(
    key: ServiceKey<T>,
    factory: (context: PluginContext) => T,
    options?: ServiceOptions<T>,
  ): void
  /** Adds a value to a contribution point. */
  contribute<T>(point: ContributionPoint<T>, value: T): void
}

export interface ServiceOptions<T> {
  dispose?(service: T): void | Promise<void>
}
