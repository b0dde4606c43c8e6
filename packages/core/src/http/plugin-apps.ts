import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import findMyWay, { type HTTPMethod } from 'find-my-way'
import type { Generation } from '../openapi/generate-document.ts'
import type { PluginRecord } from '../plugin-record.ts'
import type { OpenRequests } from './open-requests.ts'

/** The Fastify instance of one plugin that can be reloaded. */
export interface OwnApp {
  readonly record: PluginRecord
  readonly app: FastifyInstance
  readonly generation: Generation
  readonly open: OpenRequests
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Hands requests to the Fastify instances of plugins that can be reloaded, and all others to the instance that the plugins of the server
 * share. Fastify takes no routes once it is ready, so a plugin that is loaded later has an instance of its own; a request is answered by
 * the instance that was there when it arrived.
 */
export class PluginApps {
  readonly #byName = new Map<string, OwnApp>()
  /** Routes outside `/api`. */
  readonly #atRoot = findMyWay()

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
    for (const { method, path } of rootRoutes(next))
      this.#atRoot.on(method as HTTPMethod, path, () => {}, { name: next.record.name })
    return before
  }

  remove(name: string): OwnApp | undefined {
    const before = this.#byName.get(name)
    if (before === undefined) return undefined
    for (const { method, path } of rootRoutes(before)) this.#atRoot.off(method as HTTPMethod, path)
    this.#byName.delete(name)
    return before
  }

  /** The instance that answers a request; `undefined` for the shared one. */
  at(method: string, url: string): FastifyInstance | undefined {
    if (this.#byName.size === 0) return undefined
    const [path = url] = url.split('?', 1)
    const [, api, first, second] = path.split('/', 4)
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
      const own = typeof url === 'string' ? this.at(method.toUpperCase(), pathOf(url)) : undefined
      return own === undefined ? inject(request, ...rest) : own.inject(request as never, ...(rest as []))
    }
    shared.inject = choosing as FastifyInstance['inject']
  }

  #atRootOf(method: string, path: string): FastifyInstance | undefined {
    // Fastify answers HEAD by the route of GET.
    const found = this.#atRoot.find((method === 'HEAD' ? 'GET' : method) as HTTPMethod, path)
    const { name } = (found?.store ?? {}) as { readonly name?: string }
    return name === undefined ? undefined : this.#byName.get(name)?.app
  }
}

type InjectedRequest = string | { readonly method?: string; readonly url?: unknown }

function pathOf(url: string): string {
  return url.startsWith('/') ? url : new URL(url).pathname
}

function rootRoutes({ record }: OwnApp) {
  return record.routes.filter(({ path }) => path.split('/', 2)[1] !== 'api')
}
