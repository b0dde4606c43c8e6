import type { Principal } from '@tributary/core'
import { hashToken } from '@tributary/core'

/** An accepted credential. */
export interface Accepted {
  /** What its table finds it by, from which it cannot be guessed. */
  readonly id: string
  readonly principal: Principal
  readonly expiresAt: Date | null
}

/** Where credentials of one kind are looked up. */
export interface CredentialSource {
  /** Throws if the credential is not accepted. */
  lookUp(): Promise<Accepted>
  /** Those of some that were accepted before and still are, in one query. */
  renew(ids: readonly string[]): Promise<readonly Accepted[]>
}

interface Entry {
  readonly accepted: Accepted
  readonly until: number
  usedAt: number
}

interface Renewal {
  readonly keys: ReadonlySet<string>
  readonly done: Promise<void>
}

/**
 * How long another process may accept a credential that this one revoked. In this process a revocation is effective
 * at once.
 */
const LIFETIME = 5_000
/** Credentials used within this time are renewed along with another. */
const RENEWED_FOR = 60_000
const MOST_RENEWED = 500
const CAPACITY = 10_000

/**
 * Caches the principal of a credential for a few seconds, so that a busy client does not cost a query per request, and
 * renews all credentials in use by one query, so that hundreds of clients do not cost one each. Only accepted
 * credentials are cached, by their hash.
 */
export class PrincipalCache {
  readonly #entries = new Map<string, Entry>()
  /** Look-ups in progress, so that hundreds of concurrent requests with one credential share one query. */
  readonly #pending = new Map<string, Promise<Principal>>()
  /** Renewals in progress, by kind of credential. */
  readonly #renewals = new Map<Principal['kind'], Renewal>()
  readonly #now: () => number
  #generation = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * The principal behind a credential, looked up at most once per lifetime. The result of a look-up during a
   * revocation is used but not cached: it may have read the state before.
   */
  async get(credential: string, source: CredentialSource): Promise<Principal> {
    const key = hashToken(credential)
    const cached = this.#fresh(key)
    if (cached !== undefined) return cached
    const known = this.#entries.get(key)
    if (known !== undefined) {
      await this.#renewWith(key, known.accepted.principal.kind, source)
      const renewed = this.#fresh(key)
      if (renewed !== undefined) return renewed
    }
    return this.#pending.get(key) ?? this.#begin(key, source)
  }

  #fresh(key: string): Principal | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.until <= this.#now()) return undefined
    entry.usedAt = this.#now()
    return entry.accepted.principal
  }

  async #renewWith(key: string, kind: Principal['kind'], source: CredentialSource): Promise<void> {
    const running = this.#renewals.get(kind)
    if (running?.keys.has(key) === true) return running.done
    const due = this.#dueWith(key, kind)
    const done = this.#renew(due, source)
      // The look-up of the credential itself reports the reason.
      .catch(() => {})
      .finally(() => {
        if (this.#renewals.get(kind)?.done === done) this.#renewals.delete(kind)
      })
    this.#renewals.set(kind, { keys: new Set(due.keys()), done })
    return done
  }

  /** The credential itself, and the ones in use that have lived for half their time. */
  #dueWith(key: string, kind: Principal['kind']): Map<string, Entry> {
    const now = this.#now()
    const due = new Map<string, Entry>()
    const own = this.#entries.get(key)
    if (own !== undefined) due.set(key, own)
    for (const [other, entry] of this.#entries) {
      if (due.size >= MOST_RENEWED) break
      const isUsed = entry.usedAt > now - RENEWED_FOR
      if (isUsed && entry.until <= now + LIFETIME / 2 && entry.accepted.principal.kind === kind)
        due.set(other, entry)
    }
    return due
  }

  async #renew(due: ReadonlyMap<string, Entry>, source: CredentialSource): Promise<void> {
    const generation = this.#generation
    const renewed = await source.renew([...due.values()].map(({ accepted }) => accepted.id))
    if (generation !== this.#generation) return
    const byId = new Map(renewed.map((accepted) => [accepted.id, accepted]))
    for (const [key, { accepted, usedAt }] of due) {
      const again = byId.get(accepted.id)
      if (again === undefined) this.#entries.delete(key)
      else this.#keep(key, again, usedAt)
    }
  }

  #begin(key: string, source: CredentialSource): Promise<Principal> {
    const pending = this.#lookUp(key, source).finally(() => {
      if (this.#pending.get(key) === pending) this.#pending.delete(key)
    })
    this.#pending.set(key, pending)
    return pending
  }

  async #lookUp(key: string, source: CredentialSource): Promise<Principal> {
    const generation = this.#generation
    const accepted = await source.lookUp()
    if (generation === this.#generation) {
      this.#makeRoom()
      this.#keep(key, accepted, this.#now())
    }
    return accepted.principal
  }

  #keep(key: string, accepted: Accepted, usedAt: number): void {
    const until = Math.min(this.#now() + LIFETIME, accepted.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY)
    this.#entries.set(key, { accepted, until, usedAt })
  }

  /** Call it after a change that removes rights of a user has been committed. */
  forgetUser(userId: string): void {
    this.#revoke()
    for (const [key, { accepted }] of this.#entries) {
      if (accepted.principal.userId === userId) this.#entries.delete(key)
    }
  }

  forget(credential: string): void {
    this.#revoke()
    this.#entries.delete(hashToken(credential))
  }

  /** Later requests join no look-up that may have read the state before. */
  #revoke(): void {
    this.#generation += 1
    this.#pending.clear()
    this.#renewals.clear()
  }

  #makeRoom(): void {
    if (this.#entries.size < CAPACITY) return
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined) this.#entries.delete(oldest)
  }
}
