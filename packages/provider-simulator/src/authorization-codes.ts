import { type Grant, TokenRefusal } from './grants.ts'
import type { SimulatorAccount } from './provider-profile.ts'
import type { SimulatorClock } from './simulator-clock.ts'

/** The grant of a code. */
export interface CodeRequest {
  readonly account: SimulatorAccount
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly codeChallenge: string | undefined
  readonly givesRefreshToken: boolean
}

interface Code extends CodeRequest {
  readonly expiresAt: number
  used: boolean
  grant?: Grant
}

/** Authorization codes: each is valid once, for a limited time. */
export class AuthorizationCodes {
  readonly #codes = new Map<string, Code>()
  readonly #clock: SimulatorClock
  readonly #randomToken: (prefix: string) => string

  constructor(clock: SimulatorClock, randomToken: (prefix: string) => string) {
    this.#clock = clock
    this.#randomToken = randomToken
  }

  issue(request: CodeRequest, seconds: number): string {
    const code = this.#randomToken('code')
    this.#codes.set(code, { ...request, expiresAt: this.#clock.now() + seconds * 1000, used: false })
    return code
  }

  /**
   * Consumes a code of a client. Throws `TokenRefusal`; a reused code also revokes its tokens
   * (RFC 6749, section 4.1.2).
   */
  take(value: string, clientId: string): Code {
    const code = this.#codes.get(value)
    if (code === undefined || code.clientId !== clientId) throw new TokenRefusal('code-unknown')
    if (code.used) {
      if (code.grant !== undefined) code.grant.revoked = true
      throw new TokenRefusal('code-used')
    }
    code.used = true
    if (code.expiresAt <= this.#clock.now()) throw new TokenRefusal('code-expired')
    return code
  }
}
