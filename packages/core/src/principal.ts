import type { FastifyRequest } from 'fastify'
import { serviceKey } from './service-key.ts'

/** Who makes a request. */
export interface Principal {
  readonly userId: string
  readonly email: string
  readonly roles: readonly Role[]
  /** How the request proved it: a browser session may do all its user may, an API key only what its scopes say. */
  readonly kind: 'session' | 'apiKey'
  /** The scopes of an API key, like `library:read`, `netflix:*` or `*`. Absent for a session. */
  readonly scopes?: readonly string[]
}

export type Role = 'admin' | 'user'

/** Turns a request into its principal. The one thing the kernel needs to know about accounts. */
export interface Authenticator {
  /**
   * Resolves to the principal, or to `undefined` when the request carries no credentials.
   * Throws a `ProblemError` for credentials that are wrong, expired or used across sites.
   */
  authenticate(request: FastifyRequest): Promise<Principal | undefined>
}

/** The kernel asks this service about every request that is not public. Registered by the plugin that keeps accounts. */
export const authenticator = serviceKey<Authenticator>('authenticator')
