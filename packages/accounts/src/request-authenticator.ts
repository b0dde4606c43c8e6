import {
  type Authenticator,
  type CodedErrorDefinition,
  hashToken,
  type Principal,
  ProblemError,
} from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import { accountsErrors } from './accounts-errors.ts'
import type { AccountsDb } from './accounts-tables.ts'
import { findKeyHolder, looksLikeApiKey, recordKeyUse } from './api-key-store.ts'
import { refuseCrossSite } from './cross-site.ts'
import type { PrincipalCache } from './principal-cache.ts'
import { openSessionCookie, readCookie } from './session-cookie.ts'
import { findSessionHolder, type Holder } from './session-store.ts'

const BEARER = /^Bearer +(\S+)$/i
/** Written at most this often: exact times are not worth a write per request. */
const USE_NOTED_EVERY = 3_600_000

/** The dependencies of authentication. */
export interface AuthenticatorParts {
  readonly db: AccountsDb
  readonly cache: PrincipalCache
  readonly cookieName: string
  readonly trustedOrigins: ReadonlySet<string>
  /** The secret that session cookies are signed with, once known. */
  secret(): string
  now(): number
}

/** Authenticates a request by its API key if present, otherwise by its session cookie. One query at most. */
export class RequestAuthenticator implements Authenticator {
  readonly #parts: AuthenticatorParts

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts
  }

  async authenticate(request: FastifyRequest): Promise<Principal | undefined> {
    // Another scheme belongs to a proxy in front of the server and is ignored.
    const key = BEARER.exec(request.headers.authorization ?? '')?.[1]
    if (key !== undefined) return this.#byKey(key)
    const cookie = readCookie(request.headers.cookie, this.#parts.cookieName)
    if (cookie === undefined || cookie === '') return undefined
    refuseCrossSite(request, this.#parts.trustedOrigins)
    return this.#bySession(cookie)
  }

  async #byKey(key: string): Promise<Principal> {
    const { cache, db } = this.#parts
    if (!looksLikeApiKey(key)) throw refuseKey(accountsErrors.ACCOUNTS_BAD_KEY)
    return cache.get(key, async () => {
      const holder = await findKeyHolder(db, key)
      if (holder === undefined) throw refuseKey(accountsErrors.ACCOUNTS_BAD_KEY)
      if (this.#hasExpired(holder)) throw refuseKey(accountsErrors.ACCOUNTS_KEY_EXPIRED)
      if (holder.disabledAt !== null) throw refuseKey(accountsErrors.ACCOUNTS_USER_DISABLED)
      const now = this.#parts.now()
      if ((holder.lastUsedAt?.getTime() ?? 0) < now - USE_NOTED_EVERY) {
        // Informational, so a full disk must not fail the request.
        await recordKeyUse(db, holder.keyId, new Date(now)).catch(() => {})
      }
      const principal = { ...toPrincipal(holder, 'api_key'), scopes: holder.scopes }
      return { principal, expiresAt: holder.expiresAt }
    })
  }

  async #bySession(cookie: string): Promise<Principal> {
    const { cache, db } = this.#parts
    return cache.get(cookie, async () => {
      const token = openSessionCookie(cookie, this.#parts.secret())
      const holder = token === undefined ? undefined : await findSessionHolder(db, hashToken(token))
      if (holder === undefined || this.#hasExpired(holder)) {
        throw new ProblemError(accountsErrors.ACCOUNTS_SESSION_EXPIRED, { detail: 'Sign in again.' })
      }
      if (holder.disabledAt !== null) throw new ProblemError(accountsErrors.ACCOUNTS_USER_DISABLED)
      return { principal: toPrincipal(holder, 'session'), expiresAt: holder.expiresAt }
    })
  }

  #hasExpired({ expiresAt }: Holder): boolean {
    return expiresAt !== null && expiresAt.getTime() <= this.#parts.now()
  }
}

function toPrincipal(holder: Holder, kind: Principal['kind']): Principal {
  const { userId, email, role } = holder
  return { userId, email, kind, roles: role === 'admin' ? ['admin', 'user'] : ['user'] }
}

function refuseKey(definition: CodedErrorDefinition): ProblemError {
  return new ProblemError(definition, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })
}
