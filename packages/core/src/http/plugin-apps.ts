import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import findMyWay, { type HTTPMethod } from 'find-my-way'
import type { Generation } from '../openapi/generate-document.ts'
import type { PluginRecord } from '../plugin-record.ts'
import type { OpenRequests } from './open-requests.ts'
import { isAtRoot, type RouteTable } from './route-table.ts'

/** The Fastify instance of one plugin that can be reloaded. */
export interface OwnApp {
  readonly record: PluginRecord
  readonly app: FastifyInstance
  readonly generation: Generation
  readonly open: OpenRequests
}

type RootRouter = ReturnType<typeof findMyWay>

/** The choice is by either form of a path and for parameters of any length; the instance that is chosen then has the route, or not. */
const ROOT_ROUTER = { ignoreTrailingSlash: true, maxParamLength: 16_384 }

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Hands requests to the Fastify instances of plugins that can be reloaded, and all others to the instance that the plugins of the server
 * share. Fastify takes no routes once it is ready, so a plugin that is loaded later has an instance of its own; a request is answered by
 * the instance that was there when it arrived.
 */
export class PluginApps {
  readonly #byName = new Map<string, OwnApp>()
  readonly #routes: RouteTable
  /** Routes outside `/api`, of all plugins; `undefined` until the next request. */
  #atRoot: RootRouter | undefined

  constructor(routes: RouteTable) {
    this.#routes = routes
  }

  all(): readonly OwnApp[] {
    return [...this.#byName.values()]
  }

  of(record: PluginRecord): OwnApp | undefined {
    const found = this.#byName.get(record.name)
    return found?.record === record ? found : undefined
  }

  /** From the next request on, this instance answers for its plugin. Returns the one that did. */
  use(next: OwnApp): OwnApp | undefined {
    const before = this.remove(next.record.name)
    this.#byName.set(next.record.name, next)
    return before
  }

  remove(name: string): OwnApp | undefined {
    const before = this.#byName.get(name)
    this.#byName.delete(name)
    this.#atRoot = undefined
    return before
  }

  /** The instance that answers a request; `undefined` for the shared one. */
  at(method: string, url: string): FastifyInstance | undefined {
    if (this.#byName.size === 0) return undefined
    const path = pathOf(url)
    const [, api, first, second] = path.split('/', 4).map(decoded)
    if (api !== 'api') return this.#atRootOf(method, path)
    const name = first === 'admin' || first === 'public' ? second : first
    return name === undefined ? undefined : this.#byName.get(name)?.app
  }

  /** Fastify's `serverFactory`: its own server with the choice before its handler. */
  serverFactory(shared: Handler, options: FastifyServerOptions): Server {
    const server = createServer((request, response) => {
      const own = this.at(request.method ?? 'GET', request.url ?? '/')
      if (own === undefined) shared(request, response)
      else own.routing(request, response)
    })
    const { keepAliveTimeout, requestTimeout, connectionTimeout } = options
    if (keepAliveTimeout !== undefined) server.keepAliveTimeout = keepAliveTimeout
    if (requestTimeout !== undefined) server.requestTimeout = requestTimeout
    server.setTimeout(connectionTimeout)
    return server
  }

  /** Makes `inject` of the shared instance choose as its server does. */
  chooseInInject(shared: FastifyInstance): void {
    const inject = shared.inject.bind(shared) as (...given: unknown[]) => unknown
    const choosing = (request?: InjectedRequest, ...rest: unknown[]): unknown => {
      const { method = 'GET', url } = typeof request === 'string' ? { url: request } : (request ?? {})
      const own = typeof url === 'string' ? this.at(method.toUpperCase(), url) : undefined
      return own === undefined ? inject(request, ...rest) : own.inject(request as never, ...(rest as []))
    }
    shared.inject = choosing as FastifyInstance['inject']
  }

  #atRootOf(method: string, path: string): FastifyInstance | undefined {
    // The route of GET answers HEAD.
    this.#atRoot ??= this.#routeRoot()
    const found = this.#atRoot.find((method === 'HEAD' ? 'GET' : method) as HTTPMethod, path)
    const { name } = (found?.store ?? {}) as { readonly name?: string }
    return name === undefined ? undefined : this.#byName.get(name)?.app
  }

  /**
   * With the routes of the shared instance: `/:page` or `/*` of an added plugin must take only what no plugin has more exactly, as in one
   * instance.
   */
  #routeRoot(): RootRouter {
    const router = findMyWay(ROOT_ROUTER)
    for (const route of this.#routes.atRoot()) if (!this.#byName.has(route.plugin)) addRoute(router, route)
    for (const [name, { record }] of this.#byName)
      for (const route of record.routes.filter(({ path }) => isAtRoot(path)))
        addRoute(router, { ...route, own: name })
    return router
  }
}

type InjectedRequest = string | { readonly method?: string; readonly url?: unknown }

/** Without the query; a proxy may send the host as well (RFC 9112, 3.2.2). */
function pathOf(url: string): string {
  const [path = url] = url.split('?', 1)
  return path.replace(/^https?:\/\/[^/]*/, '')
}

/** As Fastify does before it compares; what cannot be decoded is refused by the shared instance. */
function decoded(segment: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function addRoute(
  router: RootRouter,
  { method, path, own }: { readonly method: string; readonly path: string; readonly own?: string },
): void {
  try {
    router.on(method as HTTPMethod, path, () => {}, own === undefined ? {} : { name: own })
  } catch {
    // `/:page?` is `/` too, which another plugin may have: the first one keeps it.
  }
}
