import { isDeepStrictEqual } from 'node:util'
import { ProblemError } from '@tributary/core'
import { reconsiderWaiting } from '../delivery/delivery-store.ts'
import { channelKey } from '../delivery/enqueue-deliveries.ts'
import { MOST_CHANNELS } from '../limits.ts'
import { notificationsErrors } from '../notifications-errors.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { listServices, recipientFormOf } from '../services/available-services.ts'
import type { ChannelRow, NotificationTables, Recipient } from '../tables.ts'
import type { ChannelKind } from './channel-kind.ts'
import {
  type ChannelContents,
  deleteChannel,
  findChannel,
  insertChannel,
  lockChannel,
  pauseChannel,
  resumeChannel,
  updateChannel,
} from './channel-store.ts'
import type { LeastSeverity } from './least-severity.ts'
import { readRecipient } from './read-recipient.ts'

/** The person's channel; that of another person is not found. */
export async function channelOf(parts: Parts, userId: string, id: string): Promise<ChannelRow> {
  return foundChannel(await findChannel(tablesOf(parts), userId, id))
}

export function foundChannel(row: ChannelRow | undefined): ChannelRow {
  if (row === undefined)
    throw new ProblemError(notificationsErrors.NOTIFICATIONS_CHANNEL_NOT_FOUND, {
      detail: 'GET /api/notifications/delivery/channels lists yours.',
    })
  return row
}

/** Adds a channel through a service that is opened to people. */
export async function addChannel(
  parts: Parts,
  userId: string,
  wanted: Omit<ChannelContents, 'leastSeverity'> & {
    readonly serviceId: string
    readonly leastSeverity?: LeastSeverity | undefined
  },
): Promise<ChannelRow> {
  const { recipient, kind } = await checkedRecipient(parts, wanted.serviceId, wanted.recipient)
  const leastSeverity = wanted.leastSeverity ?? (kind === 'workflow' ? 'never' : 'warning')
  const channel = { ...wanted, leastSeverity, recipient, kind, userId, instanceId: wanted.serviceId }
  return parts.database.transaction<NotificationTables, ChannelRow>(async (trx) => {
    const now = new Date(parts.now())
    const row = await insertChannel(trx, { ...channel, now, most: MOST_CHANNELS })
    if (typeof row !== 'number') return row
    throw new ProblemError(notificationsErrors.NOTIFICATIONS_TOO_MANY_CHANNELS, {
      detail: `You have ${row} channels, and ${MOST_CHANNELS} are permitted. Delete one first.`,
    })
  })
}

/** The recipient as it is stored. Throws for a service that is not opened to people, as for one that does not exist. */
async function checkedRecipient(
  parts: Parts,
  serviceId: string,
  entered: Recipient | null,
): Promise<{ readonly recipient: Recipient | null; readonly kind: ChannelKind }> {
  const service = (await listServices(parts)).find((each) => each.id === serviceId && each.isOpen)
  if (service === undefined)
    throw new ProblemError(notificationsErrors.NOTIFICATIONS_SERVICE_NOT_FOUND, {
      detail:
        'GET /api/notifications/delivery/services lists those that an administrator has opened to people.',
    })
  const { kind, plugin } = service
  const form = kind === 'notification' ? recipientFormOf(parts, plugin) : undefined
  return { kind, recipient: readRecipient(form, entered) }
}

export type ChannelChange = Partial<ChannelContents> & { readonly paused?: boolean }

/** Changes a channel. Another recipient has to be confirmed; resuming sends what waits. */
export async function changeChannel(
  parts: Parts,
  { userId, id }: { readonly userId: string; readonly id: string },
  { paused, ...change }: ChannelChange,
): Promise<ChannelRow> {
  const before = await channelOf(parts, userId, id)
  const recipient =
    change.recipient === undefined
      ? undefined
      : (await checkedRecipient(parts, before.instance_id, change.recipient)).recipient
  await parts.database.transaction<NotificationTables, void>(async (trx) => {
    const row = foundChannel(await lockChannel(trx, userId, id))
    const now = new Date(parts.now())
    const after = {
      name: row.name,
      rules: row.rules,
      leastSeverity: row.least_severity,
      dailyAt: row.daily_at,
      ...change,
      recipient: recipient === undefined ? row.recipient : recipient,
    }
    const isOtherRecipient = !isDeepStrictEqual(after.recipient, row.recipient)
    await updateChannel(trx, id, { ...after, now, isOtherRecipient })
    if (change.dailyAt !== undefined) await reconsiderWaiting(trx, { channelId: id }, now)
    if (paused === true) await pauseChannel(trx, id, { reason: 'person', detail: null, now })
    if (paused === false && row.paused_reason !== null) {
      await resumeChannel(trx, id, now)
      await parts.notifications.resolve({ userId, key: channelKey(id) }, { trx })
    }
  })
  parts.database.afterCommit(parts.wake)
  return channelOf(parts, userId, id)
}

/** Deletes a channel with its deliveries. */
export async function removeChannel(parts: Parts, userId: string, id: string): Promise<void> {
  const deleted = await parts.database.transaction<NotificationTables, boolean>(async (trx) => {
    await parts.notifications.resolve({ userId, key: channelKey(id) }, { trx })
    return deleteChannel(trx, userId, id)
  })
  if (!deleted) foundChannel(undefined)
}
