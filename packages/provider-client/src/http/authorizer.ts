import type { LimitLeft } from '@tributary/integration-kit/host'

/** Adds a person's credentials to requests, and refreshes them. */
export interface Authorizer {
  /** The authorization of a request. Refreshes first if the token is about to expire. */
  authorize(): Promise<Authorization>
  /**
   * Called when the provider rejected the result of `authorize`. Resolves when newer credentials are available.
   * Throws an `IntegrationError` (`auth_expired`) when the person has to connect again.
   */
  renew(refused: Authorization): Promise<void>
}

export interface Authorization {
  readonly headers: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** The version of the credentials: if they were refreshed meanwhile, they are not refreshed again. */
  readonly version: number
}

/** The rate budget of a provider, shared by all processes. */
export interface RateBudget {
  /**
   * Takes one request from the budget, and its cost from limits that count cost. Throws an `IntegrationError`
   * (`rate_limit`) when the budget is exhausted.
   */
  take(cost?: number): Promise<void>
  /** The provider requested a wait: no process calls it before. */
  block(seconds: number): Promise<void>
  /** Records the remaining requests of each limit that an answer reported. */
  report(left: readonly (LimitLeft | undefined)[]): Promise<void>
}
