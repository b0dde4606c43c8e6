import type { ConsentDecision } from './consent.ts'
import { type Grant, TokenRefusal } from './grants.ts'
import type { SimulatorClock } from './simulator-clock.ts'

/** A code that a person enters, and the requested grant. */
export interface DeviceCode {
  readonly deviceCode: string
  readonly userCode: string
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly expiresAt: number
  /** Absent until the person has entered it. */
  decision?: ConsentDecision
  grant?: Grant
}

/** The codes of the device authorization grant (RFC 8628). */
export class DeviceCodes {
  readonly #codes: DeviceCode[] = []
  readonly #clock: SimulatorClock
  readonly #randomToken: (prefix: string) => string

  constructor(clock: SimulatorClock, randomToken: (prefix: string) => string) {
    this.#clock = clock
    this.#randomToken = randomToken
  }

  issue(request: Pick<DeviceCode, 'clientId' | 'scopes'>, seconds: number): DeviceCode {
    const code = {
      ...request,
      deviceCode: this.#randomToken('device'),
      userCode: this.#randomToken('').slice(1, 9).toUpperCase(),
      expiresAt: this.#clock.now() + seconds * 1000,
    }
    this.#codes.push(code)
    return code
  }

  /** The person enters a code. Throws for an unknown one. */
  enter(userCode: string, decision: ConsentDecision): void {
    const code = this.#codes.find((each) => each.userCode === userCode)
    if (code === undefined) throw new Error(`there is no code "${userCode}"`)
    code.decision = decision
  }

  /** Consumes an allowed code, once. Throws `TokenRefusal` (RFC 8628, section 3.5). */
  take(deviceCode: string, clientId: string): DeviceCode & { readonly decision: ConsentDecision } {
    const code = this.#codes.find((each) => each.deviceCode === deviceCode && each.clientId === clientId)
    if (code === undefined) throw new TokenRefusal('code-unknown')
    if (code.expiresAt <= this.#clock.now()) throw new TokenRefusal('device-expired')
    const { decision } = code
    if (decision === undefined) throw new TokenRefusal('device-pending')
    this.#codes.splice(this.#codes.indexOf(code), 1)
    if (decision.decision === 'deny') throw new TokenRefusal('device-denied')
    return { ...code, decision }
  }
}
