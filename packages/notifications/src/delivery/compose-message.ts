import type { NotificationMessage } from '@tributary/integration-kit/providers'
import { SEVERITIES } from '../notifications.ts'
import type { Recipient } from '../tables.ts'
import type { DueDelivery } from './delivery-store.ts'

type Delivered = Pick<DueDelivery, 'title' | 'message' | 'severity' | 'path'>

/** The message that has the notifications of one delivery, or of a daily one. */
export function composeMessage(
  deliveries: readonly Delivered[],
  { id, recipient, publicUrl }: { id: string; recipient: Recipient | null; publicUrl: string | undefined },
): NotificationMessage {
  const [only, ...others] = deliveries
  const severities = deliveries.map(({ severity }) => severity)
  const severity = SEVERITIES.toReversed().find((each) => severities.includes(each)) ?? 'info'
  const isDigest = only === undefined || others.length > 0
  const path = isDigest ? '/notifications' : (only.path ?? '/notifications')
  return {
    id,
    severity,
    title: isDigest ? `${deliveries.length} notifications` : only.title,
    text: isDigest
      ? deliveries.map(({ title, message }) => `• ${title}\n${message}`).join('\n\n')
      : only.message,
    ...(publicUrl === undefined ? {} : { url: new URL(path, publicUrl).href }),
    ...(recipient === null ? {} : { recipient }),
  }
}
