import type { Notifications } from '@tributary/notifications'
import { signingSecrets } from '../endpoint-secrets.ts'
import { disableEndpoint } from '../endpoint-store.ts'
import type { Parts } from '../parts.ts'
import type { DeliveryRow, DisabledReason, EndpointRow, WebhooksTables } from '../tables.ts'
import { decideOutcome } from './decide-outcome.ts'
import { insertAttempt, updateDelivery } from './delivery-store.ts'
import { type Claim, renewLease, setFailingSince } from './lease-store.ts'
import { FAILING_DAYS } from './limits.ts'
import { type Answer, sendEvent } from './send-event.ts'

interface Attempt {
  readonly claim: Claim
  readonly endpoint: EndpointRow
  readonly delivery: DeliveryRow
}

/**
 * Sends a delivery and records what came back. A process that ends in between leaves it waiting, so that it is sent again with the same
 * id. Resolves to whether to go on with the endpoint.
 */
export async function attemptDelivery(
  parts: Parts,
  { claim, endpoint, delivery }: Attempt,
  signal: AbortSignal,
): Promise<boolean> {
  const secrets = await signingSecrets(parts, endpoint)
  const { id, payload } = delivery
  const at = new Date(parts.now())
  const answer = await sendEvent(parts, { url: endpoint.url, id, payload, secrets }, signal)
  return recordAnswer(parts, { claim, delivery, answer, at, url: endpoint.url })
}

interface Answered extends Omit<Attempt, 'endpoint'> {
  readonly answer: Answer
  readonly at: Date
  /** Where it was sent. */
  readonly url: string
}

async function recordAnswer(parts: Parts, answered: Answered): Promise<boolean> {
  const { claim, delivery, answer, at, url } = answered
  const disabled = await parts.database.transaction<WebhooksTables, DisabledReason | 'lost' | undefined>(
    async (trx) => {
      // Another process may serve it since, or it was disabled or has another address: then this attempt does not count.
      const endpoint = await renewLease(trx, claim)
      if (endpoint === undefined || endpoint.url !== url) return 'lost'
      const { failing_since: failingSince } = endpoint
      const now = new Date(parts.now())
      const outcome = decideOutcome({ answer, delivery, failingSince, now, random: parts.random })
      const { statusCode, durationMs, error, answer: text } = answer
      const duration = { status_code: statusCode, duration_ms: durationMs }
      await insertAttempt(trx, { delivery_seq: delivery.seq, at, ...duration, error, answer: text })
      await updateDelivery(trx, delivery.seq, outcome.delivery)
      if (outcome.failingSince?.getTime() !== failingSince?.getTime())
        await setFailingSince(trx, claim, outcome.failingSince)
      if (outcome.disable === undefined) return undefined
      await disableEndpoint(trx, claim.id, outcome.disable)
      await notifyDisabled(parts.notifications, endpoint, { reason: outcome.disable, trx })
      return outcome.disable
    },
  )
  if (disabled === 'gone' || disabled === 'failing')
    parts.logger.info({ endpointId: claim.id, reason: disabled }, 'webhook endpoint disabled')
  return disabled === undefined
}

/** Identifies what a notification is about. */
export function notificationKey(endpointId: string): string {
  return `webhook:${endpointId}`
}

const REASONS = {
  gone: 'Its receiver answered 410 Gone.',
  failing: `No delivery has succeeded for ${FAILING_DAYS} days.`,
} as const

async function notifyDisabled(
  notifications: Notifications,
  { id, user_id: userId, url }: EndpointRow,
  { reason, trx }: { reason: DisabledReason } & NonNullable<Parameters<Notifications['notify']>[1]>,
): Promise<void> {
  await notifications.notify(
    {
      userId,
      kind: 'webhook_disabled',
      severity: 'error',
      title: `The webhook to ${new URL(url).host} was disabled`,
      message: `${REASONS[reason]} Send a test, and enable it again when the receiver works: what has changed meanwhile is sent then.`,
      parameters: { host: new URL(url).host, reason, days: FAILING_DAYS },
      path: `/me/webhooks/${id}`,
      key: notificationKey(id),
    },
    trx === undefined ? {} : { trx },
  )
}
