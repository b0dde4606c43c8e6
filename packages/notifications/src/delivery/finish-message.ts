import { isDeepStrictEqual } from 'node:util'
import type { Transaction } from 'kysely'
import { pauseChannel } from '../channels/channel-store.ts'
import type { Parts } from '../parts.ts'
import type { ChannelRow, NotificationTables } from '../tables.ts'
import { type BegunMessage, idsOf } from './begin-message.ts'
import { decideOutcome, type Outcome } from './decide-outcome.ts'
import { changeState } from './delivery-store.ts'
import { channelKey } from './enqueue-deliveries.ts'
import { type Claim, lockLeased, setNotBefore } from './lease-store.ts'
import { CHANNEL_FAILED, notifyFailed } from './notify-failed.ts'

/** What came of an attempt: an error, or nothing. */
export type Attempted = { readonly error: unknown } | undefined

/**
 * Records what came of an attempt. Resolves to whether to go on with the channel. An attempt of a process that has lost its lease does not
 * count: another one sends the message again with its id. What was sent counts also where the person has paused the channel meanwhile, or has
 * entered another recipient: it would be sent a second time.
 */
export async function finishMessage(
  parts: Parts,
  claim: Claim,
  { message, attempted }: { readonly message: BegunMessage; readonly attempted: Attempted },
): Promise<boolean> {
  const goesOn = await parts.database.transaction<NotificationTables, boolean>(async (trx) => {
    const channel = await lockLeased(trx, claim)
    if (channel === undefined) return false
    const now = new Date(parts.now())
    const ids = idsOf(message.deliveries)
    if (attempted === undefined) {
      await changeState(trx, ids, { to: 'sent', now })
      await parts.notifications.resolve({ userId: channel.user_id, key: channelKey(channel.id) }, { trx })
      return true
    }
    if (!isDeepStrictEqual(channel.recipient, message.channel.recipient)) {
      // What failed says nothing of the recipient that the person has entered meanwhile.
      await changeState(trx, ids, { to: 'waiting', now })
      return false
    }
    const failures = Math.max(...message.deliveries.map((each) => each.failures))
    const outcome = decideOutcome(attempted.error, { failures, random: parts.random })
    await applyOutcome(parts, trx, { claim, channel, message, outcome, now })
    return outcome.act !== 'pause' && !(outcome.act === 'retry' && outcome.isLimit)
  })
  return goesOn
}

interface Failed {
  readonly claim: Claim
  readonly channel: ChannelRow
  readonly message: BegunMessage
  readonly outcome: Outcome
  readonly now: Date
}

async function applyOutcome(
  parts: Parts,
  trx: Transaction<NotificationTables>,
  { claim, channel, message, outcome, now }: Failed,
): Promise<void> {
  const ids = idsOf(message.deliveries)
  const { failure } = outcome
  switch (outcome.act) {
    case 'retry': {
      const nextAt = new Date(now.getTime() + outcome.delay)
      if (outcome.isLimit) await setNotBefore(trx, claim, nextAt)
      const counts = outcome.isLimit ? {} : { counts: 'failure' as const }
      await changeState(trx, ids, { to: 'waiting', ...failure, nextAt, now, ...counts })
      return
    }
    case 'die':
      await changeState(trx, ids, { to: 'dead', ...failure, now, counts: 'failure' })
      break
    case 'pause':
      await changeState(trx, ids, { to: 'waiting', ...failure, now })
      await pauseChannel(trx, channel.id, { reason: outcome.reason, detail: failure.detail, now })
  }
  const isPaused = outcome.act === 'pause'
  // That the notification of a failing channel could not be delivered is not notified again: failing channels would do so without end.
  if (isPaused || message.deliveries.some(({ kind }) => kind !== CHANNEL_FAILED))
    await notifyFailed(parts, trx, { channel, failure, isPaused })
}
