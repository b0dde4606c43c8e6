import type {
  ProviderSwitches,
  SimulatorAccount,
  TokenFailureReason,
  UnauthorizedReason,
} from './provider-profile.ts'
import type { SimulatorClock } from './simulator-clock.ts'

/** One consent of a person for a client. */
export interface Grant {
  readonly account: SimulatorAccount
  readonly clientId: string
  readonly scopes: Set<string>
  /** Milliseconds since 1970. */
  readonly allowedAt: number
  revoked: boolean
}

export interface Tokens {
  readonly grant: Grant
  readonly accessToken: string
  /** `undefined` if the reply has none. */
  readonly refreshToken: string | undefined
}

/** A refusal, as a reason that the endpoint converts to the provider's error. */
export class TokenRefusal extends Error {
  readonly reason: TokenFailureReason

  constructor(reason: TokenFailureReason) {
    super(reason)
    this.reason = reason
  }
}

/** Issues tokens and knows what they are worth. */
export type GrantStore = Pick<Grants, keyof Grants>

interface RefreshToken {
  readonly grant: Grant
  spent?: { readonly at: number; readonly answer: Tokens }
}

interface GrantsOptions {
  readonly clock: SimulatorClock
  readonly switches: () => ProviderSwitches
  readonly randomToken: (prefix: string) => string
  /** What each access token begins with. */
  readonly tokenPrefix: string | undefined
}

/** The valid, rotated and revoked tokens of an authorization server. */
export class Grants {
  readonly #options: GrantsOptions
  readonly #grants: Grant[] = []
  readonly #accessTokens = new Map<string, { readonly grant: Grant; expiresAt: number }>()
  readonly #refreshTokens = new Map<string, RefreshToken>()

  constructor(options: GrantsOptions) {
    this.#options = options
  }

  all(): readonly Grant[] {
    return this.#grants
  }

  begin(grant: Omit<Grant, 'revoked' | 'allowedAt'>, withRefreshToken: boolean): Tokens {
    const begun: Grant = { ...grant, allowedAt: this.#options.clock.now(), revoked: false }
    this.#grants.push(begun)
    return this.#issue(begun, withRefreshToken ? this.#newRefreshToken(begun) : undefined)
  }

  /** Throws `TokenRefusal`. */
  refresh(token: string, clientId: string): Tokens {
    const { clock, switches } = this.#options
    const { rotation, refreshTokenSeconds, graceSeconds = 120 } = switches()
    const known = this.#refreshTokens.get(token)
    if (known === undefined || known.grant.clientId !== clientId) throw new TokenRefusal('refresh-unknown')
    const { grant, spent } = known
    if (grant.revoked) throw new TokenRefusal('refresh-revoked')
    if (refreshTokenSeconds !== undefined && clock.now() >= grant.allowedAt + refreshTokenSeconds * 1000)
      throw new TokenRefusal('refresh-expired')
    if (spent !== undefined) {
      if (rotation === 'grace' && clock.now() <= spent.at + graceSeconds * 1000) return spent.answer
      // A reused token may be stolen, so the whole grant is revoked (RFC 9700, section 4.14.2).
      if (rotation === 'strict') grant.revoked = true
      throw new TokenRefusal('refresh-reused')
    }
    if (rotation === 'none-returned') return this.#issue(grant, undefined)
    if (rotation === 'same') return this.#issue(grant, token)
    const answer = this.#issue(grant, this.#newRefreshToken(grant))
    known.spent = { at: clock.now(), answer }
    return answer
  }

  /** The grant of an access token, or why it is invalid. */
  check(accessToken: string): Grant | UnauthorizedReason {
    const known = this.#accessTokens.get(accessToken)
    if (known === undefined) return 'invalid'
    if (known.grant.revoked) return 'revoked'
    return known.expiresAt <= this.#options.clock.now() ? 'expired' : known.grant
  }

  grantOfToken(token: string): Grant | undefined {
    return (this.#refreshTokens.get(token) ?? this.#accessTokens.get(token))?.grant
  }

  expireAccessTokens(): void {
    const now = this.#options.clock.now()
    for (const token of this.#accessTokens.values()) token.expiresAt = Math.min(token.expiresAt, now)
  }

  #issue(grant: Grant, refreshToken: string | undefined): Tokens {
    const { clock, randomToken, tokenPrefix = '', switches } = this.#options
    const accessToken = `${tokenPrefix}${randomToken('at')}`
    this.#accessTokens.set(accessToken, {
      grant,
      expiresAt: clock.now() + switches().accessTokenSeconds * 1000,
    })
    return { grant, accessToken, refreshToken }
  }

  #newRefreshToken(grant: Grant): string {
    const token = this.#options.randomToken('rt')
    this.#refreshTokens.set(token, { grant })
    return token
  }
}
