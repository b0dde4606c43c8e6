import {
  type Authenticator,
  type CodedErrorDefinition,
  hashToken,
  type Principal,
  ProblemError,
  readCookie,
} from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import { accountsErrors } from './accounts-errors.ts'
import type { AccountsDb } from './accounts-tables.ts'
import { findKeyHolders, type KeyHolder, looksLikeApiKey, recordKeyUses } from './api-key-store.ts'
import { refuseCrossSite } from './cross-site.ts'
import type { Accepted, PrincipalCache } from './principal-cache.ts'
import { openSessionCookie } from './session-cookie.ts'
import { findSessionHolders, type Holder, recordSessionUses, type SessionHolder } from './session-store.ts'

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

/** Authenticates a request by its API key if present, otherwise by its session cookie. One query at most, but for a revoked one. */
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
    if (!looksLikeApiKey(key)) throw refuseKey(accountsErrors.ACCOUNTS_BAD_KEY)
    return this.#parts.cache.get(key, {
      lookUp: async () => {
        const [holder] = await findKeyHolders(this.#parts.db, [hashToken(key)])
        if (holder === undefined) throw refuseKey(accountsErrors.ACCOUNTS_BAD_KEY)
        if (this.#hasExpired(holder)) throw refuseKey(accountsErrors.ACCOUNTS_KEY_EXPIRED)
        if (holder.disabledAt !== null) throw refuseKey(accountsErrors.ACCOUNTS_USER_DISABLED)
        await this.#recordKeyUses([holder])
        return ofKey(holder)
      },
      renew: async (keyHashes) => {
        const holders = this.#valid(await findKeyHolders(this.#parts.db, keyHashes))
        await this.#recordKeyUses(holders)
        return holders.map(ofKey)
      },
    })
  }

  async #recordKeyUses(holders: readonly KeyHolder[]): Promise<void> {
    const ids = this.#dueToRecord(holders).map(({ keyId }) => keyId)
    if (ids.length === 0) return
    // Informational, so a full disk must not fail the request.
    await recordKeyUses(this.#parts.db, ids, new Date(this.#parts.now())).catch(() => {})
  }

  async #recordSessionUses(holders: readonly SessionHolder[]): Promise<void> {
    const hashes = this.#dueToRecord(holders).map(({ tokenHash }) => tokenHash)
    if (hashes.length === 0) return
    await recordSessionUses(this.#parts.db, hashes, new Date(this.#parts.now())).catch(() => {})
  }

  #dueToRecord<T extends { readonly lastUsedAt: Date | null }>(holders: readonly T[]): readonly T[] {
    const before = this.#parts.now() - USE_NOTED_EVERY
    return holders.filter(({ lastUsedAt }) => (lastUsedAt?.getTime() ?? 0) < before)
  }

  async #bySession(cookie: string): Promise<Principal> {
    const { cache, db } = this.#parts
    return cache.get(cookie, {
      lookUp: async () => {
        const token = openSessionCookie(cookie, this.#parts.secret())
        const [holder] = token === undefined ? [] : await findSessionHolders(db, [hashToken(token)])
        if (holder === undefined || this.#hasExpired(holder)) {
          throw new ProblemError(accountsErrors.ACCOUNTS_SESSION_EXPIRED, { detail: 'Sign in again.' })
        }
        if (holder.disabledAt !== null) throw new ProblemError(accountsErrors.ACCOUNTS_USER_DISABLED)
        await this.#recordSessionUses([holder])
        return ofSession(holder)
      },
      renew: async (tokenHashes) => {
        const holders = this.#valid(await findSessionHolders(db, tokenHashes))
        await this.#recordSessionUses(holders)
        return holders.map(ofSession)
      },
    })
  }

  #valid<T extends Holder>(holders: readonly T[]): readonly T[] {
    return holders.filter((holder) => !this.#hasExpired(holder) && holder.disabledAt === null)
  }

  #hasExpired({ expiresAt }: Holder): boolean {
    return expiresAt !== null && expiresAt.getTime() <= this.#parts.now()
  }
}

function ofKey(holder: KeyHolder): Accepted {
  const principal = { ...toPrincipal(holder, 'api_key'), scopes: holder.scopes }
  return { id: holder.keyHash, principal, expiresAt: holder.expiresAt }
}

function ofSession(holder: SessionHolder): Accepted {
  return { id: holder.tokenHash, principal: toPrincipal(holder, 'session'), expiresAt: holder.expiresAt }
}

function toPrincipal(holder: Holder, kind: Principal['kind']): Principal {
  const { userId, email, role } = holder
  return { userId, email, kind, roles: role === 'admin' ? ['admin', 'user'] : ['user'] }
}

const CURES: Readonly<Record<string, string>> = {
  ACCOUNTS_BAD_KEY: 'It was deleted or mistyped. Sign in and create one: POST /api/accounts/keys.',
  ACCOUNTS_KEY_EXPIRED: 'Sign in and create another: POST /api/accounts/keys.',
  ACCOUNTS_USER_DISABLED: 'An administrator can enable the user again.',
}

function refuseKey(definition: CodedErrorDefinition): ProblemError {
  return new ProblemError(definition, {
    detail: CURES[definition.code] ?? 'Sign in again.',
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  })
}
