import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { KernelError } from '../kernel-error.ts'
import type { PluginRoutes, RoutePlugin } from '../plugin.ts'
import type { PluginRecord } from '../plugin-record.ts'
import type { Principal } from '../principal.ts'
import { isMount, type Mount, mountPrefix, resolveAccess } from '../route-access.ts'
import { withTimeLimit } from '../time-limit.ts'
import { acceptBody, contentTypesOf } from './accept-body.ts'
import { admitRequests } from './admit-requests.ts'
import { checkPatterns } from './check-patterns.ts'
import { describeEncoding } from './compression.ts'
import { describePersonalAnswer, forbidStoring } from './conditional/describe-answer.ts'
import type { RequireMatchHooks } from './conditional/require-match.ts'
import { createsSomething } from './creates-something.ts'
import { announceDeprecation, checkDeprecation } from './deprecation.ts'
import { documentRoute, requireDocumentation } from './document-route.ts'
import { withoutStream } from './head-requests.ts'
import { answerOnce } from './idempotency/answer-once.ts'
import type { IdempotencyStore } from './idempotency/idempotency-store.ts'
import { inspectSchema } from './inspect-schema.ts'
import type { ReadYourWritesHooks } from './read-your-writes.ts'
import type { RequestBounds } from './request-bounds.ts'
import type { RouteTable } from './route-table.ts'

/** What mounting needs from the kernel. */
export interface MountContext {
  readonly routes: RouteTable
  /** For one mount, in milliseconds. */
  readonly timeLimit: number
  /** For failures of a plugin after mounting. */
  quarantine(record: PluginRecord, reason: Error): void
  authenticate(request: FastifyRequest): Promise<Principal | undefined>
  readonly bounds: RequestBounds
  /** The hooks that compare `If-Match`. */
  readonly requireMatch: RequireMatchHooks
  /** Absent in a kernel without such a service: `Idempotency-Key` is then neither documented nor read. */
  readonly idempotency: (() => IdempotencyStore) | undefined
  /** The hooks by which a sender sees what it has written. Absent in a server that reads where it writes. */
  readonly readYourWrites: ReadYourWritesHooks | undefined
  /** Whether the plugin's tests prove that this pattern takes linear time. */
  isKnownLinear(pattern: string): boolean
}

/**
 * Mounts the result of `configureRoutes`. Rejects with the first error; the caller then quarantines the plugin, whose
 * routes answer 503.
 */
export async function mountPlugin(
  app: FastifyInstance,
  record: PluginRecord,
  mounts: PluginRoutes,
  context: MountContext,
): Promise<void> {
  const patterns = new Set<string>()
  const sharedSchemas = new Set<unknown>()
  for (const [mount, routes] of readMounts(record.name, mounts)) {
    let refusal: unknown
    await app.register(
      async (scope) => {
        scope.addHook('onRoute', (route) => {
          try {
            // A plugin that exceeded the time limit may still be running; routes that it adds now would take paths
            // from others.
            if (refusal !== undefined) throw refusal
            prepareRoute(route, { mount, record, context, patterns })
          } catch (error) {
            // Stored as well as thrown: a plugin that catches the error is refused all the same.
            refusal ??= error
            throw error
          }
        })
        guardReadyHooks(scope, record, context)
        const instances = [scope]
        scope.addHook('onRegister', (instance) => void instances.push(instance))
        try {
          await withTimeLimit(() => routes(scope.withTypeProvider<TypeBoxTypeProvider>()), {
            milliseconds: context.timeLimit,
            what: `configureRoutes of plugin "${record.name}"`,
          })
        } catch (error) {
          refusal ??= error
        }
        // Nested Fastify plugins fail after this function has returned, which would fail the whole boot.
        scope.after((error) => {
          refusal ??= error ?? undefined
        })
        scope.after(() => {
          for (const schema of instances.flatMap((instance) => Object.values(instance.getSchemas())))
            sharedSchemas.add(schema)
        })
      },
      { prefix: mountPrefix(mount, record.name) },
    )
    if (refusal !== undefined) throw refusal
  }
  for (const schema of sharedSchemas) {
    const found = inspectSchema(schema, `plugin "${record.name}" shares a schema`)
    for (const pattern of found.patterns) patterns.add(pattern)
    for (const id of found.ids) context.routes.addSchemaId(record.name, id)
  }
  const unknown = [...patterns].filter((pattern) => !context.isKnownLinear(pattern))
  await checkPatterns(unknown, `plugin "${record.name}"`)
}

/** The mounts that a plugin uses. For plugins in JavaScript this is the only check. */
function readMounts(plugin: string, mounts: PluginRoutes): [Mount, RoutePlugin][] {
  if (typeof mounts !== 'object' || mounts === null || 'then' in mounts) {
    throw new KernelError(
      'BAD_ROUTE',
      `plugin "${plugin}" returns ${mounts instanceof Promise ? 'a promise' : 'no object'} from configureRoutes: return { routes, admin, public, root } at once`,
    )
  }
  return Object.entries(mounts).flatMap(([mount, routes]): [Mount, RoutePlugin][] => {
    if (routes === undefined) return []
    if (isMount(mount) && typeof routes === 'function') return [[mount, routes]]
    throw new KernelError(
      'BAD_ROUTE',
      `plugin "${plugin}" returns "${mount}" from configureRoutes: a mount is a function named routes, admin, public or root`,
    )
  })
}

/**
 * Runs the `onReady` hooks of a plugin's scope one by one under the time limit: in Fastify the first one that throws
 * or hangs stops the whole server.
 */
function guardReadyHooks(scope: FastifyInstance, record: PluginRecord, context: MountContext): void {
  const addHook = scope.addHook as (this: unknown, name: string, hook: Hook) => FastifyInstance
  // Encapsulated instances inherit the override.
  const guarded = function (this: FastifyInstance, name: string, hook: Hook): FastifyInstance {
    if (name !== 'onReady' || typeof hook !== 'function') return addHook.call(this, name, hook)
    return addHook.call(this, name, async () => {
      try {
        await withTimeLimit(() => settle(this, hook), {
          milliseconds: context.timeLimit,
          what: `an onReady hook of plugin "${record.name}"`,
        })
      } catch (error) {
        context.quarantine(record, error instanceof Error ? error : new Error(String(error)))
      }
    })
  }
  scope.addHook = guarded as FastifyInstance['addHook']
}

type Hook = (done?: (error?: Error) => void) => unknown

/** Calls a hook that takes a callback or returns a promise. */
function settle(instance: FastifyInstance, hook: Hook): Promise<void> {
  return new Promise((resolve, reject) => {
    if (hook.length === 0) Promise.resolve(hook.call(instance)).then(() => resolve(), reject)
    else hook.call(instance, (error) => (error === undefined || error === null ? resolve() : reject(error)))
  })
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
  const declaredMethods = [route.method].flat()
  const methods = declaredMethods.filter((method) => method !== 'HEAD')
  const url = route.url === '' ? '/' : stripSlash(route.url)
  const declared = route.config ?? {}
  const { deprecated } = declared
  if (methods.length < declaredMethods.length && !methods.includes('GET')) {
    throw new KernelError(
      'BAD_ROUTE',
      `plugin "${name}" declares route ${declaredMethods.join(', ')} ${url}, but the route of GET answers HEAD: remove HEAD, or exposeHeadRoute`,
    )
  }
  route.method = methods
  if (mount === 'root' && declared.access === undefined) {
    throw new KernelError(
      'BAD_ROUTE',
      `plugin "${name}" mounts route ${methods.join(', ')} ${url} at the root without an access level: set config.access`,
    )
  }
  const access = resolveAccess(mount, name, { methods, declared })
  if (access.sessionOnly && (access.access === 'public' || declared.scopes !== undefined)) {
    const [what, other] = access.access === 'public' ? ['as public', 'access'] : ['with scopes', 'scopes']
    throw new KernelError(
      'BAD_ROUTE',
      `plugin "${name}" declares route ${methods.join(', ')} ${url} ${what} and for sessions only: take out one of config.${other} and config.sessionOnly`,
    )
  }
  const hidden = mount === 'root' && hiddenIn(route.schema)
  const creates = access.access !== 'public' && createsSomething(methods, declared.creates, route.schema)
  const label = `${methods.join(', ')} ${url}`
  if (!hidden) requireDocumentation(route.schema, name, label)
  const found = inspectSchema(route.schema, `plugin "${name}" declares route ${label} with a schema`)
  for (const pattern of found.patterns) patterns.add(pattern)
  for (const id of found.ids) context.routes.addSchemaId(name, id)
  for (const method of methods) {
    context.routes.add(name, method, url)
    record.routes.push({ method, path: url, ...access })
    context.routes.own(name, method, route.url)
  }
  if (!hidden)
    route.schema = documentRoute(route, {
      name,
      methods,
      url,
      access,
      isExpensive: declared.cost === 'expensive',
      creates: creates && context.idempotency !== undefined,
      deprecated,
      routes: context.routes,
    })
  if (deprecated !== undefined) checkDeprecation(deprecated, `plugin "${name}": ${label}`)
  route.config = { ...declared, ...access, plugin: name }
  const { bounds, authenticate } = context
  const takesBody = methods.some((method) => !BODYLESS.has(method))
  const { cost = 'cheap' } = declared
  const admission = admitRequests({ record, access, cost, takesBody, bounds, authenticate })
  const announcing = deprecated === undefined ? [] : [announceDeprecation(deprecated)]
  route.onRequest = [...announcing, admission.onRequest, ...[route.onRequest ?? []].flat()]
  if (takesBody) {
    route.preParsing = [acceptBody(contentTypesOf(route.schema)), ...[route.preParsing ?? []].flat()]
    route.preValidation = [admission.preValidation, ...[route.preValidation ?? []].flat()]
  }
  if (creates && context.idempotency !== undefined) {
    const readsBody = contentTypesOf(route.schema).some((type) => type !== 'application/json')
    const once = answerOnce(context.idempotency, { readsBody })
    route.preHandler = [once.preHandler, ...[route.preHandler ?? []].flat()]
    route.onSend = [once.onSend, ...[route.onSend ?? []].flat()]
  }
  if (access.access !== 'public' && methods.some((method) => EDITING.has(method))) {
    route.preHandler = [context.requireMatch.preHandler, ...[route.preHandler ?? []].flat()]
    route.onSend = [context.requireMatch.onSend, ...[route.onSend ?? []].flat()]
  }
  const { readYourWrites } = context
  if (readYourWrites !== undefined) {
    if (!takesBody && access.access !== 'public')
      route.onRequest = [...[route.onRequest].flat(), readYourWrites.onRequest]
    // After the hooks that commit.
    route.onSend = [...[route.onSend ?? []].flat(), readYourWrites.onSend]
  }
  const first = methods.includes('GET') ? [withoutStream] : []
  const describing = takesBody ? [forbidStoring] : access.access === 'public' ? [] : [describePersonalAnswer]
  route.onSend = [...describing, ...first, ...[route.onSend ?? []].flat(), describeEncoding]
}

/** Methods that change what GET at the same address shows. */
const EDITING: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'DELETE'])

/** Methods whose body Fastify does not read. */
const BODYLESS: ReadonlySet<string> = new Set(['GET', 'TRACE'])

function hiddenIn(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'hide' in schema && schema.hide === true
}

function stripSlash(url: string): string {
  return url.length > 1 && url.endsWith('/') ? url.slice(0, -1) : url
}
