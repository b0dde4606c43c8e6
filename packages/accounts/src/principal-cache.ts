import type { Principal } from '@tributary/core'
import { hashToken } from '@tributary/core'

interface Entry {
  readonly principal: Principal
  readonly until: number
}

type LookUp = () => Promise<{ principal: Principal; expiresAt: Date | null }>

/** How long another process may still accept what this one revoked. Here, revoking counts at once. */
const LIFETIME = 5_000
const CAPACITY = 10_000

/**
 * Remembers for a few seconds whom a credential stands for, so that a busy client costs no query per request.
 * Only what was accepted is kept, under a hash of the credential.
 */
export class PrincipalCache {
  readonly #entries = new Map<string, Entry>()
  /** Look-ups under way, so that hundreds of requests that come at once with one credential cost one query together. */
  readonly #pending = new Map<string, Promise<Principal>>()
  readonly #now: () => number
  #generation = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * The principal behind a credential, looked up at most once per lifetime. A look-up during which something was
   * revoked is used, but not kept: it may have read the state before.
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

  /** To be called after whatever takes something from a user has been committed. */
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

  /** Requests from here on join no look-up that may have read the state before. */
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
