import { type ContributionPoint, contributionPoint } from '@tributary/core'

/** A request that has been answered, refused ones included. */
export interface ObservedRequest {
  readonly method: string
  /** The route as it was declared, like `/api/jobs/:id`: few values, no ids. `undefined` where nothing matched. */
  readonly route: string | undefined
  /** The plugin that owns the route. */
  readonly plugin: string | undefined
  readonly status: number
  readonly milliseconds: number
}

/** Called for every answered request. It runs on the path of each of them, so it must be fast. */
export type RequestObserver = (request: ObservedRequest) => void

/**
 * Any plugin may watch the requests to all plugins; its own Fastify hooks see its own routes alone.
 *
 * @example
 * context.contribute(requestObservers, ({ route, status }) => count(route, status))
 */
export const requestObservers: ContributionPoint<RequestObserver> = contributionPoint('requestObservers')
