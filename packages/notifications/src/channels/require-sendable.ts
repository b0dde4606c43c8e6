import { ProblemError } from '@tributary/core'
import { notificationsErrors } from '../notifications-errors.ts'
import type { ChannelRow } from '../tables.ts'
import { foundChannel } from './write-channel.ts'

/** The channel, if something can be sent through it now. */
export function requireSendable(row: ChannelRow | undefined): ChannelRow {
  const channel = foundChannel(row)
  if (channel.paused_reason !== null)
    throw new ProblemError(notificationsErrors.NOTIFICATIONS_CHANNEL_PAUSED, {
      detail: `Resume it first: PATCH /api/notifications/delivery/channels/${channel.id} with "paused": false.`,
    })
  if (channel.confirmed_at === null)
    throw new ProblemError(notificationsErrors.NOTIFICATIONS_UNCONFIRMED, {
      detail: 'Enter the code that was sent to the recipient first, or have another one sent.',
    })
  return channel
}
