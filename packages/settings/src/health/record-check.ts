import type { ConnectionTest } from '@tributary/integration-host'
import type { Transaction } from 'kysely'
import { insertCheck } from './check-store.ts'
import type { HealthParts } from './health-parts.ts'
import type { HealthTables } from './health-tables.ts'
import { nextStatus, observationOf } from './next-status.ts'
import { notifyTransition } from './notify-transition.ts'
import { lockClaimed, type SubjectClaim, saveOutcome } from './subject-store.ts'

/** A tenth, so that subjects that began together drift apart. */
const JITTER = 0.1
/** What one check found is confirmed sooner than the next regular check. */
const CONFIRMATION = 0.2

/**
 * Records a check with the status that follows, and notifies of a change of status, in one transaction: of several processes and
 * restarts, each change is notified once. Resolves to whether the claim was still held.
 */
export async function recordCheck(
  parts: HealthParts,
  claim: SubjectClaim & { readonly userId?: string | undefined },
  outcome: ConnectionTest,
): Promise<boolean> {
  const at = new Date(parts.now())
  const observation = observationOf(outcome)
  return parts.database.transaction(async (trx: Transaction<HealthTables>) => {
    const before = await lockClaimed(trx, claim)
    if (before === undefined) return false
    const status = nextStatus(before.status, before.observation, observation)
    const since = status === before.status ? before.since : at
    const nextCheckAt = nextCheck(parts, at, status === observation)
    await saveOutcome(trx, claim, { status, since, observation, nextCheckAt })
    await insertCheck(trx, claim, { at, observation, status, outcome })
    if (status !== before.status) await notifyTransition(parts, trx, { claim, before, status, outcome })
    return true
  })
}

function nextCheck({ intervalMilliseconds, random }: HealthParts, at: Date, isConfirmed: boolean): Date {
  const interval = intervalMilliseconds * (isConfirmed ? 1 : CONFIRMATION)
  return new Date(at.getTime() + interval * (1 - JITTER + 2 * JITTER * random()))
}
