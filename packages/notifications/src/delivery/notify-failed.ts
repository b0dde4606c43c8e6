import type { Transaction } from 'kysely'
import type { Parts } from '../parts.ts'
import type { ChannelRow, NotificationTables } from '../tables.ts'
import type { Failure } from './decide-outcome.ts'
import { channelKey } from './enqueue-deliveries.ts'

/** The kind of the notification that a channel fails. */
export const CHANNEL_FAILED = 'notification_channel_failed'

/**
 * Notifies a person that a channel fails: on the page and through the other channels, since `enqueueDeliveries` leaves out the channel that
 * the key names.
 */
export async function notifyFailed(
  { notifications }: Parts,
  trx: Transaction<NotificationTables>,
  given: { readonly channel: ChannelRow; readonly failure: Failure; readonly isPaused: boolean },
): Promise<void> {
  const { channel, failure, isPaused } = given
  const { id, user_id: userId, name } = channel
  await notifications.notify(
    {
      userId,
      kind: 'notification_channel_failed',
      severity: 'error',
      title: isPaused
        ? `Notifications through ${name} are paused`
        : `A notification could not be sent through ${name}`,
      message: isPaused
        ? `${failure.detail} Resume the channel when this is resolved: what waits is sent then.`
        : `${failure.detail} Send a test message, and have the notification sent again.`,
      parameters: { channel: name, reason: failure.reason, isPaused: isPaused ? 1 : 0 },
      path: `/me/notifications/${id}`,
      key: channelKey(id),
    },
    { trx },
  )
}
