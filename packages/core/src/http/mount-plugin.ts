import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest, onRequestHookHandler, RouteOptions } from 'fastify'
import { KernelError } from '../kernel-error.ts'
import type { PluginRoutes, RoutePlugin } from '../plugin.ts'
import { isUp, type PluginRecord } from '../plugin-record.ts'
import type { Principal } from '../principal.ts'
import { ProblemError } from '../problem.ts'
import { type Mount, mountPrefix, type ResolvedAccess, resolveAccess } from '../route-access.ts'
import { withTimeLimit } from '../time-limit.ts'
import { checkAccess } from './check-access.ts'
import { checkPatterns, collectPatterns } from './check-patterns.ts'
import { httpErrors } from './http-errors.ts'
import type { RouteTable } from './route-table.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Widens or narrows what the mount gives. */
    access?: 'public' | 'user' | 'admin'
    /** The scopes an API key needs, any one of them. */
    scopes?: readonly string[]
    /** The plugin that owns the route. Set by the kernel. */
    plugin?: string
  }
  interface FastifyRequest {
    /** Who asks. `null` on routes that need no sign-in. */
    principal: Principal | null
  }
}

/** What mounting needs from the kernel. */
export interface MountContext {
  readonly routes: RouteTable
  /** For one mount, in milliseconds. */
  readonly timeLimit: number
  authenticate(request: FastifyRequest): Promise<Principal | undefined>
}

/**
 * Mounts what `configureRoutes` returned. Rejects with the first thing that is wrong with it; the caller then
 * quarantines the plugin, whose routes answer 503 from there on.
 */
export async function mountPlugin(
  app: FastifyInstance,
  record: PluginRecord,
  mounts: PluginRoutes,
  context: MountContext,
): Promise<void> {
  const patterns = new Set<string>()
  for (const [mount, routes] of Object.entries(mounts) as [Mount, RoutePlugin | undefined][]) {
    if (routes === undefined) continue
    let refusal: unknown
    await app.register(
      async (scope) => {
        scope.addHook('onRoute', (route) => {
          try {
            prepareRoute(route, { mount, record, context, patterns })
          } catch (error) {
            // Kept as well as thrown: a plugin that catches it is refused all the same.
            refusal ??= error
            throw error
          }
        })
        try {
          await withTimeLimit(() => routes(scope.withTypeProvider<TypeBoxTypeProvider>()), {
            milliseconds: context.timeLimit,
            what: `configureRoutes of plugin "${record.name}"`,
          })
        } catch (error) {
          refusal ??= error
        }
        // What the plugin registered in its turn fails after this function has returned, and would fail the whole boot.
        scope.after((error) => {
          refusal ??= error ?? undefined
        })
      },
      { prefix: mountPrefix(mount, record.name) },
    )
    if (refusal !== undefined) throw refusal
  }
  await checkPatterns(patterns, `plugin "${record.name}"`)
}

interface RouteContext {
  readonly mount: Mount
  readonly record: PluginRecord
  readonly context: MountContext
  readonly patterns: Set<string>
}

/** Completes a route before Fastify takes it: ownership, documentation, access, guards. */
function prepareRoute(route: RouteOptions & { path: string; url: string }, given: RouteContext): void {
  const { mount, record, context, patterns } = given
  const name = record.name
  const methods = [route.method].flat()
  const url = route.url === '' ? '/' : stripSlash(route.url)
  const declared = route.config ?? {}
  if (mount === 'root' && declared.access === undefined) {
    throw new KernelError(
      'BAD_ROUTE',
      `plugin "${name}" mounts route ${methods.join(', ')} ${url} at the root without saying who may call it: set config.access`,
    )
  }
  const access = resolveAccess(mount, name, { methods, declared })
  const hidden = mount === 'root' && hiddenIn(route.schema)
  if (!hidden) requireDocumentation(route, name, url)
  for (const method of methods) {
    context.routes.own(name, method, route.url)
    // Fastify adds a HEAD route to each GET by itself.
    if (method === 'HEAD') continue
    context.routes.add(name, method, url)
    record.routes.push({ method, path: url, ...access })
  }
  if (!hidden) route.schema = documentRoute(route, { name, methods, url, access, routes: context.routes })
  collectPatterns(route.schema, patterns)
  route.config = { ...declared, access: access.access, scopes: access.scopes, plugin: name }
  route.onRequest = [guardRoute(record, access, context), ...[route.onRequest ?? []].flat()]
}

/** One hook for both questions: is the plugin up, and may this request in? */
function guardRoute(
  record: PluginRecord,
  access: ResolvedAccess,
  context: MountContext,
): onRequestHookHandler {
  const isPublic = access.access === 'public'
  return (request, _reply, done) => {
    if (!isUp(record)) {
      done(quarantineProblem(record))
      return
    }
    if (isPublic) {
      done()
      return
    }
    checkAccess(request, access, context.authenticate).then((principal) => {
      request.principal = principal
      done()
    }, done)
  }
}

/** What every route of a quarantined plugin answers. */
export function quarantineProblem(record: PluginRecord): ProblemError {
  return new ProblemError(httpErrors.KERNEL_PLUGIN_QUARANTINED, {
    detail: `Plugin "${record.name}" is out of order. An administrator finds the reason in the boot report.`,
    extensions: { plugin: record.name },
  })
}

function requireDocumentation(route: RouteOptions & { url: string }, plugin: string, url: string): void {
  const schema = route.schema as { summary?: unknown; response?: unknown } | undefined
  const missing = [
    ...(typeof schema?.summary === 'string' ? [] : ['summary']),
    ...(typeof schema?.response === 'object' ? [] : ['response']),
  ]
  if (missing.length === 0) return
  throw new KernelError(
    'BAD_ROUTE',
    `plugin "${plugin}" declares route ${[route.method].flat().join(', ')} ${url} without schema.${missing.join(' and schema.')}: every route is documented`,
  )
}

interface Documented {
  readonly name: string
  readonly methods: readonly string[]
  readonly url: string
  readonly access: ResolvedAccess
  readonly routes: RouteTable
}

/** Adds tag, operation id and security, and closes body and query to unknown properties. */
function documentRoute(route: RouteOptions, documented: Documented): NonNullable<RouteOptions['schema']> {
  const { name, methods, url, access, routes } = documented
  const schema: Record<string, unknown> = { ...route.schema }
  if (!methods.includes('HEAD')) {
    const operationId =
      typeof schema['operationId'] === 'string'
        ? schema['operationId']
        : operationIdOf(name, methods[0] ?? 'GET', url)
    routes.addOperationId(name, operationId, `${methods.join(', ')} ${url}`)
    schema['operationId'] = operationId
  }
  schema['tags'] = [name]
  schema['security'] = access.access === 'public' ? [] : [{ session: [] }, { bearer: [...access.scopes] }]
  for (const part of ['body', 'querystring']) {
    const value = schema[part]
    if (isOpenObject(value)) schema[part] = { ...value, additionalProperties: false }
  }
  return schema
}

function isOpenObject(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && 'properties' in value && !('additionalProperties' in value)
  )
}

function hiddenIn(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'hide' in schema && schema.hide === true
}

/** `GET /api/jobs/:id/events` of plugin `jobs` → `jobsGetIdEvents`. */
function operationIdOf(plugin: string, method: string, url: string): string {
  const rest = url
    .replace(/^\/api(?=\/|$)/, '')
    .split('/')
    .filter((part) => part !== '' && part !== plugin)
  const words = [plugin, method.toLowerCase(), ...rest]
    .flatMap((part) => part.split(/[^A-Za-z0-9]+/))
    .filter(Boolean)
  return words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')
}

function stripSlash(url: string): string {
  return url.length > 1 && url.endsWith('/') ? url.slice(0, -1) : url
}
