import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/** In the request itself, which Fastify hands on as `request.raw`. */
const IS_HEAD = Symbol('HEAD')

type Marked = IncomingMessage & { [IS_HEAD]?: true }

/**
 * Fastify's `rewriteUrl`, which is called before a route is chosen: the route of GET answers HEAD. A second route for each GET would take
 * a quarter of the time of boot. Node sends no body: it has made the response by then, for HEAD.
 */
export function routeHeadAsGet(raw: Marked): string {
  if (raw.method === 'HEAD') {
    raw.method = 'GET'
    raw[IS_HEAD] = true
  }
  return raw.url ?? '/'
}

/** From here on `request.method` is HEAD again, as for hooks, handlers and the log. */
export function restoreHead(request: FastifyRequest): void {
  if ((request.raw as Marked)[IS_HEAD] === true) Object.defineProperty(request, 'method', { value: 'HEAD' })
}
