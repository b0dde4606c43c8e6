import { type Grant, type GrantStore, TokenRefusal, type Tokens } from './grants.ts'
import type { ProviderSwitches, SimulatorAccount, UnauthorizedReason } from './provider-profile.ts'
import type { SimulatorClock } from './simulator-clock.ts'

interface NamedGrantsOptions {
  readonly clock: SimulatorClock
  readonly accounts: readonly SimulatorAccount[]
  readonly switches: () => ProviderSwitches
}

/** What a token says of itself. */
interface Claims {
  readonly kind: 'access' | 'refresh'
  readonly account: string
  readonly client: string
  readonly scopes: readonly string[]
  readonly allowedAt: number
  /** Of an access token; milliseconds since 1970. */
  readonly expiresAt?: number
}

/**
 * Grants that are written in their tokens, so that nothing is kept: a token is good after a restart and in another process. Such a token
 * can be forged and not revoked; it opens generated data only. A refresh token that was replaced stays good, whatever the rotation.
 */
export class NamedGrants implements GrantStore {
  readonly #options: NamedGrantsOptions

  constructor(options: NamedGrantsOptions) {
    this.#options = options
  }

  all(): readonly Grant[] {
    return []
  }

  begin(grant: Omit<Grant, 'revoked' | 'allowedAt'>, withRefreshToken: boolean): Tokens {
    const begun: Grant = { ...grant, allowedAt: this.#options.clock.now(), revoked: false }
    return this.#issue(begun, withRefreshToken)
  }

  /** Throws `TokenRefusal`. */
  refresh(token: string, clientId: string): Tokens {
    const grant = this.#grantOf(readToken(token, 'refresh'))
    if (grant === undefined || grant.clientId !== clientId) throw new TokenRefusal('refresh-unknown')
    return this.#issue(grant, this.#options.switches().rotation !== 'none-returned')
  }

  check(accessToken: string): Grant | UnauthorizedReason {
    const claims = readToken(accessToken, 'access')
    const grant = this.#grantOf(claims)
    if (claims === undefined || grant === undefined) return 'invalid'
    return (claims.expiresAt ?? 0) <= this.#options.clock.now() ? 'expired' : grant
  }

  grantOfToken(token: string): Grant | undefined {
    return this.#grantOf(readToken(token, 'refresh') ?? readToken(token, 'access'))
  }

  /** Expiry is written in the tokens. */
  expireAccessTokens(): void {}

  #issue(grant: Grant, withRefreshToken: boolean): Tokens {
    const { clock, switches } = this.#options
    const claims = {
      account: grant.account.id,
      client: grant.clientId,
      scopes: [...grant.scopes],
      allowedAt: grant.allowedAt,
    }
    const expiresAt = clock.now() + switches().accessTokenSeconds * 1000
    return {
      grant,
      accessToken: writeToken({ kind: 'access', ...claims, expiresAt }),
      refreshToken: withRefreshToken ? writeToken({ kind: 'refresh', ...claims }) : undefined,
    }
  }

  #grantOf(claims: Claims | undefined): Grant | undefined {
    const account = this.#options.accounts.find(({ id }) => id === claims?.account)
    if (claims === undefined || account === undefined) return undefined
    const { client: clientId, scopes, allowedAt } = claims
    return { account, clientId, scopes: new Set(scopes), allowedAt, revoked: false }
  }
}

function writeToken(claims: Claims): string {
  return Buffer.from(JSON.stringify(claims)).toString('base64url')
}

function readToken(token: string, kind: Claims['kind']): Claims | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Claims
    return claims.kind === kind ? claims : undefined
  } catch {
    return undefined
  }
}
