import { contributionPoint } from '@tributary/core'
import type { InstanceEvent, ProviderKind } from '@tributary/integration-kit/host'

/** What the service of an instance has told, once its request was verified. */
export interface InstanceNotice {
  readonly instanceId: string
  readonly plugin: string
  readonly kind: ProviderKind
  readonly event: InstanceEvent
}

/**
 * Who wants to know what services tell of their instances: that a message was not delivered, that a payment has changed. Rejecting has the
 * service repeat its request, for all: so a notice may come twice.
 *
 * @example
 * context.contribute(instanceEvents, async ({ event }) => {
 *   if (event.type === 'payment.changed') await payments.refresh(event.paymentId)
 * })
 */
export const instanceEvents = contributionPoint<(notice: InstanceNotice) => Promise<void>>('instanceEvents')
