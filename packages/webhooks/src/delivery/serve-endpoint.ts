import type { TurnSignals } from '@tributary/core'
import { type Parts, tablesOf } from '../parts.ts'
import { attemptDelivery } from './attempt-delivery.ts'
import { findHead } from './delivery-store.ts'
import { type Claim, endLease, renewLease } from './lease-store.ts'
import { recordChanges } from './record-changes.ts'

/** Of one turn; then endpoints of others that are due come first. */
const STEPS = 100
const TURN_MILLISECONDS = 30_000

/** When to look again whether the plugin of a followed type is running. */
const UNAVAILABLE_MILLISECONDS = 60_000

/** After an error, such as of the database. */
const FAILURE_MILLISECONDS = 5_000

/** Serves a claimed endpoint: sends its deliveries in order and records further changes, until it has to wait. Ends the claim. */
export async function serveEndpoint(parts: Parts, claim: Claim, signals: TurnSignals): Promise<void> {
  let next: number | null = parts.now() + FAILURE_MILLISECONDS
  try {
    next = await serve(parts, claim, signals)
  } finally {
    await endLease(tablesOf(parts), claim, next === null ? null : new Date(next))
  }
}

/** Resolves to when there is something to do again; null: when something has changed. One that must not be served now stays due. */
async function serve(parts: Parts, claim: Claim, { stopping, cut }: TurnSignals): Promise<number | null> {
  const end = performance.now() + TURN_MILLISECONDS
  for (let step = 0; step < STEPS && performance.now() < end && !stopping.aborted; step++) {
    const endpoint = await renewLease(tablesOf(parts), claim)
    if (endpoint === undefined) return parts.now()
    const delivery = await findHead(tablesOf(parts), claim.id)
    if (delivery === undefined) {
      const recorded = await recordChanges(parts, claim, endpoint)
      if (recorded === 'unavailable') return parts.now() + UNAVAILABLE_MILLISECONDS
      if (recorded === 'none') return null
      continue
    }
    const dueAt = delivery.next_attempt_at?.getTime() ?? 0
    if (dueAt > parts.now()) return dueAt
    if (!(await attemptDelivery(parts, { claim, endpoint, delivery }, cut))) break
  }
  return parts.now()
}
