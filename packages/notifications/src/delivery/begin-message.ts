import { randomUUID } from 'node:crypto'
import type { Transaction } from 'kysely'
import { pauseChannel } from '../channels/channel-store.ts'
import { DAY_MILLISECONDS, EXPIRES_DAYS, MOST_IN_MESSAGE } from '../limits.ts'
import type { Parts } from '../parts.ts'
import { holdUntil } from '../preferences/hold-until.ts'
import { type DeliveryPreferences, readPreferences } from '../preferences/preferences-store.ts'
import { recordSend } from '../send-limits.ts'
import { isOpened } from '../services/service-store.ts'
import type { ChannelRow, NotificationTables } from '../tables.ts'
import type { Language } from '../words/words.ts'
import { changeState, type DueDelivery, listDue } from './delivery-store.ts'
import { type Claim, renewLease, setNotBefore } from './lease-store.ts'
import { notifyFailed } from './notify-failed.ts'

const CLOSED = 'An administrator no longer permits people to use this service.'

/** A message that is being sent, with its deliveries. */
export interface BegunMessage {
  readonly id: string
  readonly channel: ChannelRow
  /** Of the person. */
  readonly language: Language
  readonly deliveries: readonly DueDelivery[]
}

/**
 * Sorts what is due of a channel: drops what is resolved, defers what has to wait, and makes the next message, whose deliveries are `sending`
 * from then on. `undefined`: there is nothing to send now, or the channel is another process's.
 */
export async function beginMessage(parts: Parts, claim: Claim): Promise<BegunMessage | undefined> {
  return parts.database.transaction<NotificationTables, BegunMessage | undefined>(async (trx) => {
    const channel = await renewLease(trx, claim)
    if (channel === undefined) return undefined
    const now = new Date(parts.now())
    if (!(await isOpened(trx, channel.instance_id))) {
      const failure = { reason: 'service_closed', detail: CLOSED } as const
      await pauseChannel(trx, channel.id, { ...failure, now })
      await notifyFailed(parts, trx, { channel, failure, isPaused: true })
      return undefined
    }
    const due = await listDue(trx, channel.id, now)
    const preferences = await readPreferences(trx, channel.user_id)
    const ready = await sortDue(trx, due, { channel, preferences, now })
    const [head] = ready
    if (head === undefined) return undefined
    const limitedUntil = await recordSend(trx, {
      userId: channel.user_id,
      purpose: 'message',
      now: now.getTime(),
    })
    if (limitedUntil !== undefined) {
      await setNotBefore(trx, claim, new Date(limitedUntil))
      return undefined
    }
    const deliveries = ready.filter((each) => isTogether(each, head, channel)).slice(0, MOST_IN_MESSAGE)
    const id = head.message_id ?? randomUUID()
    const change = { to: 'sending', messageId: id, now, counts: 'attempt' } as const
    await changeState(trx, idsOf(deliveries), change)
    return { id, channel, language: preferences.language, deliveries }
  })
}

/** Resolves to what is to be sent now. */
async function sortDue(
  trx: Transaction<NotificationTables>,
  due: readonly DueDelivery[],
  given: { readonly channel: ChannelRow; readonly preferences: DeliveryPreferences; readonly now: Date },
): Promise<readonly DueDelivery[]> {
  const { now } = given
  // What a person has read need not be told again; a workflow has to start all the same.
  const isWorkflow = given.channel.kind === 'workflow'
  const wanted = due.filter((each) => isWorkflow || each.is_redelivery || each.read_at === null)
  const resolved = due.filter((each) => !wanted.includes(each))
  await changeState(trx, idsOf(resolved), { to: 'dropped', reason: 'resolved', now })
  const oldest = now.getTime() - EXPIRES_DAYS * DAY_MILLISECONDS
  const fresh = wanted.filter((each) => each.is_redelivery || each.created_at.getTime() >= oldest)
  const expired = wanted.filter((each) => !fresh.includes(each))
  await changeState(trx, idsOf(expired), { to: 'dropped', reason: 'expired', now })
  const ready: DueDelivery[] = []
  for (const delivery of fresh) {
    const hold = holdOf(delivery, given)
    if (hold === undefined) ready.push(delivery)
    else
      await changeState(trx, [delivery.id], {
        to: 'waiting',
        reason: hold.reason,
        nextAt: new Date(hold.until),
        now,
      })
  }
  return ready
}

/** What was tried before has been in its daily message already; it still respects quiet hours. */
function holdOf(
  delivery: DueDelivery,
  { channel, preferences, now }: Parameters<typeof sortDue>[2],
): ReturnType<typeof holdUntil> {
  if (delivery.is_redelivery || channel.kind === 'workflow') return undefined
  return holdUntil({
    severity: delivery.severity,
    createdAt: delivery.created_at.getTime(),
    dailyAt: delivery.message_id === null ? channel.daily_at : null,
    quiet: preferences.quietHours,
    timeZone: preferences.timeZone,
    now: now.getTime(),
  })
}

/** What is sent in one message: what was sent in it before, or all that is due of a daily message. */
function isTogether(each: DueDelivery, head: DueDelivery, { kind, daily_at: dailyAt }: ChannelRow): boolean {
  if (each.id === head.id) return true
  if (kind === 'workflow') return false
  if (head.message_id !== null) return each.message_id === head.message_id
  const isOfDigest = (one: DueDelivery) => one.message_id === null && !one.is_redelivery
  return dailyAt !== null && isOfDigest(head) && isOfDigest(each)
}

export function idsOf(deliveries: readonly { readonly id: string }[]): string[] {
  return deliveries.map(({ id }) => id)
}
