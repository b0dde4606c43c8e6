/** The members of Fastify's request that are logged. */
interface LoggedRequest {
  readonly method: string
  readonly url: string
  readonly routeOptions?: { readonly config?: { readonly plugin?: string } }
}

interface LoggedReply {
  readonly request: LoggedRequest
  readonly statusCode: number
}

/**
 * Replaces Fastify's `req` and `res` in log objects by method, path, status, milliseconds and plugin: a query string may
 * contain an authorization code, and headers a cookie.
 */
export function describeRequest(logged: Record<string, unknown>): Record<string, unknown> {
  const { req, res, responseTime, ...rest } = logged
  if (isReply(res)) {
    const ms = typeof responseTime === 'number' ? { ms: Math.round(responseTime * 10) / 10 } : {}
    return { ...requestFields(res.request), status: res.statusCode, ...ms, ...rest }
  }
  return isRequest(req) ? { ...requestFields(req), ...rest } : withoutHttp(logged)
}

function requestFields({ method, url, routeOptions }: LoggedRequest): Record<string, unknown> {
  const plugin = routeOptions?.config?.plugin
  return { method, path: url.split('?')[0], ...(plugin === undefined ? {} : { plugin }) }
}

/** Another object that a plugin logs as `req` or `res` may be a whole client request: only these members are kept. */
function withoutHttp(logged: Record<string, unknown>): Record<string, unknown> {
  const { req: _req, res, ...rest } = logged
  if (!isObject(res) || typeof res['statusCode'] !== 'number') return rest
  return { ...rest, status: res['statusCode'] }
}

function isReply(value: unknown): value is LoggedReply {
  return isObject(value) && typeof value['statusCode'] === 'number' && isRequest(value['request'])
}

function isRequest(value: unknown): value is LoggedRequest {
  return isObject(value) && typeof value['method'] === 'string' && typeof value['url'] === 'string'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
