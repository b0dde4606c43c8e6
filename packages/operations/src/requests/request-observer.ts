import { type AnsweredRequest, type ContributionPoint, contributionPoint } from '@tributary/core'

/** Called synchronously for every answered request, including refused ones, so it must be fast. */
export type RequestObserver = (request: AnsweredRequest) => void

/**
 * Any plugin may observe the requests to all plugins; its own Fastify hooks run only for its own routes.
 *
 * @example
 * context.contribute(requestObservers, ({ route, status }) => count(route, status))
 */
export const requestObservers: ContributionPoint<RequestObserver> = contributionPoint('requestObservers')
