import type { FastifyRequest } from 'fastify'
import { serviceKey } from './service-key.ts'

/** The authenticated sender of a request. */
export interface Principal {
  readonly userId: string
  readonly email: string
  readonly roles: readonly Role[]
  /** The kind of credentials: a browser session has all rights of its user, an API key only its scopes. */
  readonly kind: 'session' | 'api_key'
  /** The scopes of an API key, such as `library:read`, `netflix:*` or `*`. Absent for a session. */
  readonly scopes?: readonly string[]
}

export type Role = 'admin' | 'user'

/** Resolves the principal of a request. The kernel's only dependency on accounts. */
export interface Authenticator {
  /**
   * Resolves to the principal, or to `undefined` when the request carries no credentials.
   * Throws a `ProblemError` for credentials that are wrong, expired or used across sites.
   */
  authenticate(request: FastifyRequest): Promise<Principal | undefined>
}

/** The kernel calls this service for every request that is not public. The accounts plugin registers it. */
export const authenticator = serviceKey<Authenticator>('authenticator')
