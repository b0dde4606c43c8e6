import { retryDelay } from '@tributary/core'
import type { DisabledReason } from '../tables.ts'
import type { DeliveryState } from './delivery-store.ts'
import { DAY_MILLISECONDS, FAILING_DAYS } from './limits.ts'
import { RETRY_SECONDS } from './retry-schedule.ts'
import type { Answer } from './send-event.ts'

/** What follows from an attempt. */
export interface Outcome {
  readonly delivery: DeliveryState
  /** Since when the endpoint has been failing; null: it works. */
  readonly failingSince: Date | null
  readonly disable: DisabledReason | undefined
}

interface Attempted {
  readonly answer: Pick<Answer, 'statusCode' | 'error' | 'retryAfter'>
  readonly delivery: { readonly failures: number; readonly is_redelivery: boolean }
  readonly failingSince: Date | null
  readonly now: Date
  readonly random: () => number
}

const GONE = 410

export function decideOutcome(attempted: Attempted): Outcome {
  const { answer, delivery, now } = attempted
  if (answer.error === null) {
    const done = { status: 'delivered', nextAttemptAt: null, finishedAt: now } as const
    return { delivery: { ...done, failures: delivery.failures }, failingSince: null, disable: undefined }
  }
  const failingSince = attempted.failingSince ?? now
  const isFailing = now.getTime() - failingSince.getTime() >= FAILING_DAYS * DAY_MILLISECONDS
  const disable = answer.statusCode === GONE ? 'gone' : isFailing ? 'failing' : undefined
  return { delivery: afterFailure(attempted, disable), failingSince, disable }
}

/** A delivery that was asked for again is tried once; what waits for a disabled endpoint goes on when that is enabled. */
function afterFailure({ answer, delivery, now, random }: Attempted, disable: unknown): DeliveryState {
  const failures = delivery.failures + 1
  const delay = retryDelay(RETRY_SECONDS, { failures, retryAfter: answer.retryAfter, random })
  if (delivery.is_redelivery || (delay === undefined && disable === undefined))
    return { status: 'failed', failures, nextAttemptAt: null, finishedAt: now }
  const nextAttemptAt = delay === undefined || disable !== undefined ? null : new Date(now.getTime() + delay)
  return { status: 'pending', failures, nextAttemptAt, finishedAt: null }
}
