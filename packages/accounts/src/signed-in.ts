import type { Principal } from '@tributary/core'
import type { FastifyRequest } from 'fastify'

/** Who makes the request, on a route that is not public: there the kernel has asked already. */
export function signedIn(request: FastifyRequest): Principal {
  if (request.principal !== null) return request.principal
  throw new TypeError(`${request.url} is public: it has no principal`)
}
