import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify'
import { ProblemError } from '../problem.ts'
import { httpErrors } from './http-errors.ts'
import { nearestPath } from './nearest-path.ts'

/** Why no route answers a request: another method has one at its address (405 with `Allow`), or none has (404). */
export function missingRoute(
  app: FastifyInstance,
  { method, url }: FastifyRequest,
  known: () => readonly string[],
): ProblemError {
  const path = (url.split('?')[0] ?? url).slice(0, 200)
  const allowed = methodsAt(app, url)
  // A route for this method exists and has called `callNotFound`.
  if (allowed.length === 0 || allowed.includes(method)) {
    const nearest = allowed.length === 0 ? nearestPath(path, known()) : undefined
    const cure =
      nearest === undefined ? 'The documentation at /docs lists every operation.' : `Did you mean ${nearest}?`
    return new ProblemError(httpErrors.KERNEL_NOT_FOUND, {
      detail: `There is no ${method} ${path}. ${cure}`,
    })
  }
  return new ProblemError(httpErrors.KERNEL_METHOD_NOT_ALLOWED, {
    detail: `${path} takes ${allowed.join(', ')}, not ${method}.`,
    headers: { allow: allowed.join(', ') },
  })
}

/**
 * `findRoute` matches a pattern as the router matches an address. No plugin answers OPTIONS; with CORS there is a route for
 * it at every address.
 */
function methodsAt(app: FastifyInstance, url: string): readonly HTTPMethods[] {
  const methods = app.supportedMethods.filter((method) => method !== 'OPTIONS')
  const found = methods.filter((method) => app.findRoute({ method, url }) !== null)
  // A route of GET answers HEAD as well.
  return (found.includes('GET') ? [...found, 'HEAD' as const] : found).toSorted()
}
