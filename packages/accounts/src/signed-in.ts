import { type Principal, ProblemError } from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import { accountsErrors } from './accounts-errors.ts'

/** Who makes the request, on a route that is not public: there the kernel has asked already. */
export function signedIn(request: FastifyRequest): Principal {
  if (request.principal !== null) return request.principal
  throw new TypeError(`${request.url} is public: it has no principal`)
}

/** Keeps API keys out of what would let them become more than they are. */
export async function requireSession(request: FastifyRequest): Promise<void> {
  if (signedIn(request).kind === 'session') return
  throw new ProblemError(accountsErrors.ACCOUNTS_SESSION_NEEDED, {
    detail: 'Sign in with email and password for this.',
  })
}
