import type { LimitLeft } from '@tributary/integration-kit/host'

/** Puts a person's credentials on requests, and renews them. */
export interface Authorizer {
  /** What a request carries. Refreshes first when the token is about to expire. */
  authorize(): Promise<Authorization>
  /**
   * The provider refused what `authorize` gave. Resolves when there is something newer to try. Throws an `IntegrationError`
   * (`auth_expired`) when the person has to connect again.
   */
  renew(refused: Authorization): Promise<void>
}

export interface Authorization {
  readonly headers: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** Which version of the credentials this is: one that was renewed meanwhile is not renewed again. */
  readonly version: number
}

/** All that a provider allows, shared by all processes. */
export interface RateBudget {
  /**
   * Takes one request off it, and its cost off limits that count cost. Throws an `IntegrationError` (`rate_limit`) when none is left for
   * a while.
   */
  take(cost?: number): Promise<void>
  /** The provider asked to wait: no process asks it before. */
  block(seconds: number): Promise<void>
  /** What an answer said is left of each limit. */
  report(left: readonly (LimitLeft | undefined)[]): Promise<void>
}
