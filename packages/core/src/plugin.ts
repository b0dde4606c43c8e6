// For what it adds to route schemas: `summary`, `operationId`, `hide` …
import '@fastify/swagger'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger } from 'fastify'
import type { Contribution, ContributionPoint, UnavailableContribution } from './contribution-point.ts'
import type { RequestCost } from './http/request-bounds.ts'
import type { OpenApiFragment } from './openapi/fragment.ts'
import type { Principal } from './principal.ts'
import type { ServiceKey } from './service-key.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Widens or narrows what the mount gives. */
    access?: 'public' | 'user' | 'admin'
    /** The scopes an API key needs, any one of them. */
    scopes?: readonly string[]
    /** Keeps API keys out, whatever their scopes. */
    sessionOnly?: boolean
    /** What a request costs, which decides how many of a sender are answered at once. Default `cheap`. */
    cost?: RequestCost
    /** The plugin that owns the route. Set by the kernel. */
    plugin?: string
  }
  interface FastifyRequest {
    /** Who asks. `null` on routes that need no sign-in. */
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
  /** At the root, for infrastructure such as `/health`; needs an administrator unless a route says otherwise. */
  readonly root?: RoutePlugin
}

/**
 * What the kernel boots. Everything in the server is one: the database, sign-in, jobs, each integration.
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
  /**
   * Services that it cannot do without. Their plugins boot first, and while one of them is out, so is this one. Asking for a
   * service that is declared nowhere throws.
   */
  readonly uses?: readonly ServiceKey<unknown>[]
  /** Services that it uses where there are: ask `hasService` first. Their plugins boot first if they can. */
  readonly usesIfPresent?: readonly ServiceKey<unknown>[]
  /** An essential plugin's failure stops the boot. Any other is quarantined and the rest go on. */
  readonly essential?: boolean
  /**
   * How long `start` may take, in milliseconds, where that depends on how much there is, as for a migration of all data. Otherwise
   * it is what `timeLimits` of the kernel says: 60 s.
   */
  readonly startLimit?: number
  /** Phase 1, in boot order: register services for others. No I/O that can be deferred to `start`. */
  registerServices?(context: ServiceRegistrationContext): void | Promise<void>
  /**
   * Phase 2: the HTTP routes. Each route has a `summary` and a `response` schema; one without is refused, since it
   * would be missing from the documentation.
   */
  configureRoutes?(context: PluginContext): PluginRoutes | undefined
  /** Phase 3: what the routes' own schemas do not say (tag text, shared components, security, foreign paths). */
  openapiSchema?(): OpenApiFragment | undefined
  /** Phase 4, in boot order: open connections, start workers. */
  start?(context: PluginContext): void | Promise<void>
  /**
   * Reverse order, each with a time limit. Called for every plugin whose `start` was called, even if it failed, and
   * before a retry calls `start` again.
   */
  stop?(): void | Promise<void>
}

/** What a plugin may ask of the kernel. */
export interface PluginContext {
  readonly plugin: { readonly name: string; readonly version: string }
  /** A child logger that carries the plugin's name. */
  readonly logger: FastifyBaseLogger
  /** The service behind a key. Throws a `KernelError` that names the asking plugin, the service and the cure. */
  getService<T>(key: ServiceKey<T>): T
  /** Whether a plugin that is up registered the service. For what is nice to have; for what is needed, `getService`. */
  hasService(key: ServiceKey<unknown>): boolean
  /** What plugins that are up contributed, in boot order. Complete from phase 2 on; asking earlier throws. */
  getContributions<T>(point: ContributionPoint<T>): readonly Contribution<T>[]
  /** What plugins contributed that are quarantined: not to be used, but to say what is missing and why. */
  getUnavailable<T>(point: ContributionPoint<T>): readonly UnavailableContribution<T>[]
}

/** Phase 1 alone may register. */
export interface ServiceRegistrationContext extends PluginContext {
  /**
   * Registers a service. The factory runs once, when somebody first asks; `dispose` runs at stop, in reverse.
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
