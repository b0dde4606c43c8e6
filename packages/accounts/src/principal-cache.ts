import type { Principal } from '@tributary/core'
import { hashToken } from './hash-token.ts'

interface Entry {
  readonly principal: Principal
  readonly until: number
}

/** How long another process may still accept what this one revoked. Here, revoking counts at once. */
const LIFETIME = 5_000
const CAPACITY = 10_000

/**
 * Remembers for a few seconds whom a credential stands for, so that a busy client costs no query per request.
 * Only what was accepted is kept, under a hash of the credential.
 */
export class PrincipalCache {
  readonly #entries = new Map<string, Entry>()
  readonly #now: () => number
  #generation = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * The principal behind a credential, looked up at most once per lifetime. A look-up during which something was
   * revoked is used, but not kept: it may have read the state before.
   */
  async get(
    credential: string,
    lookUp: () => Promise<{ principal: Principal; expiresAt: Date | null }>,
  ): Promise<Principal> {
    const key = hashToken(credential)
    const entry = this.#entries.get(key)
    if (entry !== undefined && entry.until > this.#now()) return entry.principal
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
    this.#generation += 1
    for (const [key, entry] of this.#entries) {
      if (entry.principal.userId === userId) this.#entries.delete(key)
    }
  }

  forget(credential: string): void {
    this.#generation += 1
    this.#entries.delete(hashToken(credential))
  }

  #makeRoom(): void {
    if (this.#entries.size < CAPACITY) return
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined) this.#entries.delete(oldest)
  }
}
