import { type ContributionPoint, contributionPoint } from '@tributary/core'

/** An answered request, including refused ones. */
export interface ObservedRequest {
  readonly method: string
  /** The declared route, like `/api/jobs/:id`: few values, no ids. `undefined` if no route matched. */
  readonly route: string | undefined
  /** The plugin that owns the route. */
  readonly plugin: string | undefined
  readonly status: number
  readonly milliseconds: number
}

/** Called synchronously for every answered request, so it must be fast. */
export type RequestObserver = (request: ObservedRequest) => void

/**
 * Any plugin may observe the requests to all plugins; its own Fastify hooks run only for its own routes.
 *
 * @example
 * context.contribute(requestObservers, ({ route, status }) => count(route, status))
 */
export const requestObservers: ContributionPoint<RequestObserver> = contributionPoint('requestObservers')
