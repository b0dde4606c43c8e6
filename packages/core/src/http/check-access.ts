import type { FastifyRequest } from 'fastify'
import type { Principal } from '../principal.ts'
import { ProblemError } from '../problem.ts'
import { coversScope, type ResolvedAccess } from '../route-access.ts'
import { httpErrors } from './http-errors.ts'

/** Lets a request pass or throws the problem that names what is missing. `authenticate` is called at most once. */
export async function checkAccess(
  request: FastifyRequest,
  access: ResolvedAccess,
  authenticate: (request: FastifyRequest) => Promise<Principal | undefined>,
): Promise<Principal> {
  const principal = await authenticate(request)
  if (principal === undefined) {
    throw new ProblemError(httpErrors.KERNEL_NOT_SIGNED_IN, {
      detail: 'Sign in, or send an API key in the header "Authorization: Bearer <key>".',
      headers: { 'www-authenticate': 'Bearer' },
    })
  }
  if (access.access === 'admin' && !principal.roles.includes('admin')) {
    throw new ProblemError(httpErrors.KERNEL_NOT_ALLOWED, { detail: 'Ask an administrator of this server.' })
  }
  if (access.sessionOnly && principal.kind !== 'session') {
    throw new ProblemError(httpErrors.KERNEL_SESSION_NEEDED, {
      detail: 'Sign in with email and password for this.',
    })
  }
  if (!coversScope(principal, access.scopes)) {
    throw new ProblemError(httpErrors.KERNEL_MISSING_SCOPE, {
      detail: `This needs an API key with scope ${access.scopes.map((scope) => `"${scope}"`).join(' or ')}.`,
      headers: {
        'www-authenticate': `Bearer error="insufficient_scope", scope="${access.scopes.join(' ')}"`,
      },
      extensions: { requiredScopes: access.scopes },
    })
  }
  return principal
}
