import type { Principal } from '@tributary/core'
import { hashToken } from '@tributary/core'

interface Entry {
  readonly principal: Principal
  readonly until: number
}

type LookUp = () => Promise<{ principal: Principal; expiresAt: Date | null }>

/**
 * How long another process may accept a credential that this one revoked. In this process a revocation is effective
 * at once.
 */
const LIFETIME = 5_000
const CAPACITY = 10_000

/**
 * Caches the principal of a credential for a few seconds, so that a busy client does not cost a query per request.
 * Only accepted credentials are cached, by their hash.
 */
export class PrincipalCache {
  readonly #entries = new Map<string, Entry>()
  /** Look-ups in progress, so that hundreds of concurrent requests with one credential share one query. */
  readonly #pending = new Map<string, Promise<Principal>>()
  readonly #now: () => number
  #generation = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * The principal behind a credential, looked up at most once per lifetime. The result of a look-up during a
   * revocation is used but not cached: it may have read the state before.
   */
  async get(credential: string, lookUp: LookUp): Promise<Principal> {
    const key = hashToken(credential)
    const entry = this.#entries.get(key)
    if (entry !== undefined && entry.until > this.#now()) return entry.principal
    return this.#pending.get(key) ?? this.#begin(key, lookUp)
  }

  #begin(key: string, lookUp: LookUp): Promise<Principal> {
    const pending = this.#lookUp(key, lookUp).finally(() => {
      if (this.#pending.get(key) === pending) this.#pending.delete(key)
    })
    this.#pending.set(key, pending)
    return pending
  }

  async #lookUp(key: string, lookUp: LookUp): Promise<Principal> {
    const generation = this.#generation
    const { principal, expiresAt } = await lookUp()
    if (generation === this.#generation) {
      this.#makeRoom()
      const until = Math.min(this.#now() + LIFETIME, expiresAt?.getTime() ?? Number.POSITIVE_INFINITY)
      this.#entries.set(key, { principal, until })
    }
    return principal
  }

  /** Call it after a change that removes rights of a user has been committed. */
  forgetUser(userId: string): void {
    this.#revoke()
    for (const [key, entry] of this.#entries) {
      if (entry.principal.userId === userId) this.#entries.delete(key)
    }
  }

  forget(credential: string): void {
    this.#revoke()
    this.#entries.delete(hashToken(credential))
  }

  /** Later requests do not join a look-up that may have read the state before. */
  #revoke(): void {
    this.#generation += 1
    this.#pending.clear()
  }

  #makeRoom(): void {
    if (this.#entries.size < CAPACITY) return
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined) this.#entries.delete(oldest)
  }
}
