import { LeasedTurns } from '@tributary/core'
import { type Parts, tablesOf } from '../parts.ts'
import { type Claim, claimDue } from './lease-store.ts'
import { serveEndpoint } from './serve-endpoint.ts'

export type Deliverer = LeasedTurns<Claim>

/** Serves due endpoints, several at once, until it is stopped. */
export function startDeliverer(parts: () => Parts): Deliverer {
  return new LeasedTurns<Claim>({
    claim: (query) => claimDue(tablesOf(parts()), { ...query, now: new Date(parts().now()) }),
    serve: (claim, signals) => serveEndpoint(parts(), claim, signals),
    onError: (error, claim) =>
      claim === undefined
        ? parts().logger.warn({ err: error }, 'webhooks could not be looked up')
        : parts().logger.warn({ err: error, endpointId: claim.id }, 'webhook endpoint could not be served'),
  })
}
