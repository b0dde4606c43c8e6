import { randomUUID } from 'node:crypto'

export interface IssuedToken {
  readonly accessor: string
  readonly renewable: boolean
  /** Milliseconds since 1970; infinity for a root token. */
  expires: number
  /** The lease of each renewal, in seconds; 0 for a root token. */
  readonly leaseSeconds: number
  /** When renewals end. */
  readonly latest: number
}

export interface Lease {
  readonly leaseSeconds: number
  /** Renewals do not go beyond this age. Default: unlimited. */
  readonly maxSeconds?: number
  readonly renewable?: boolean
}

/** The tokens of a simulated Vault. */
export class TokenBook {
  readonly #tokens = new Map<string, IssuedToken>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  issue(
    { leaseSeconds, maxSeconds = Number.POSITIVE_INFINITY, renewable = true }: Lease,
    name = `hvs.${randomUUID()}`,
  ) {
    const now = this.#now()
    const token: IssuedToken = {
      accessor: randomUUID(),
      renewable,
      leaseSeconds,
      latest: now + maxSeconds * 1000,
      expires: leaseSeconds === 0 ? Number.POSITIVE_INFINITY : now + leaseSeconds * 1000,
    }
    this.#tokens.set(name, token)
    return { name, token }
  }

  /** `undefined` for an unknown, revoked or expired one. */
  find(name: string): IssuedToken | undefined {
    const token = this.#tokens.get(name)
    return token === undefined || token.expires <= this.#now() ? undefined : token
  }

  /** The seconds of the new lease, shorter once the token reaches its latest time. */
  renew(token: IssuedToken): number {
    const now = this.#now()
    token.expires = Math.min(now + token.leaseSeconds * 1000, token.latest)
    return Math.max(0, Math.floor((token.expires - now) / 1000))
  }

  revoke(name: string): void {
    this.#tokens.delete(name)
  }

  revokeAll(): void {
    this.#tokens.clear()
  }
}
