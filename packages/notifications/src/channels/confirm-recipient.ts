import { ProblemError } from '@tributary/core'
import { notificationsErrors } from '../notifications-errors.ts'
import type { Parts } from '../parts.ts'
import type { ChannelRow, NotificationTables } from '../tables.ts'
import { confirmChannel, countTry, lockChannel } from './channel-store.ts'
import { isCodeOf } from './confirmation-code.ts'
import { foundChannel } from './write-channel.ts'

/** Confirms the recipient of a channel by the code that was sent there. A confirmed one stays as it is. */
export async function confirmRecipient(
  parts: Parts,
  { userId, id }: { readonly userId: string; readonly id: string },
  code: string,
): Promise<ChannelRow> {
  const confirmed = await parts.database.transaction<NotificationTables, ChannelRow | undefined>(
    async (trx) => {
      const channel = foundChannel(await lockChannel(trx, userId, id))
      if (channel.confirmed_at !== null) return channel
      const now = parts.now()
      if (isCodeOf(channel, { code, now })) return confirmChannel(trx, id, new Date(now))
      // Not thrown in here: the transaction has to count the try.
      await countTry(trx, id)
      return undefined
    },
  )
  if (confirmed !== undefined) return confirmed
  throw new ProblemError(notificationsErrors.NOTIFICATIONS_WRONG_CODE, {
    detail: 'Check the code. After 30 minutes or 5 wrong codes, have another one sent.',
  })
}
