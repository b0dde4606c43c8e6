import { randomUUID } from 'node:crypto'
import { ProblemError } from '@tributary/core'
import type { NotificationMessage, WorkflowEvent } from '@tributary/integration-kit/providers'
import { describeFailure, type Failure } from '../delivery/decide-outcome.ts'
import { emitThrough, sendThrough } from '../delivery/serve-channel.ts'
import { CODE_MINUTES } from '../limits.ts'
import { notificationsErrors } from '../notifications-errors.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { readPreferences } from '../preferences/preferences-store.ts'
import { recordSend } from '../send-limits.ts'
import { isOpened } from '../services/service-store.ts'
import type { ChannelRow, NotificationTables } from '../tables.ts'
import type { Words } from '../words/words.ts'
import { setCode } from './channel-store.ts'
import { hashCode, hashRecipient, newCode } from './confirmation-code.ts'

/** What came of a message that a person has asked for. */
export type SentNow = { readonly sent: true } | ({ readonly sent: false } & Failure)

/** Sends a test message now. Throws for an unconfirmed recipient: the address may be a stranger's. */
export async function sendTest(parts: Parts, channel: ChannelRow): Promise<SentNow> {
  if (channel.confirmed_at === null)
    throw new ProblemError(notificationsErrors.NOTIFICATIONS_UNCONFIRMED, {
      detail: 'Enter the code that was sent to the recipient first, or have another one sent.',
    })
  await claimSend(parts, channel, 'test')
  const { language } = await readPreferences(tablesOf(parts), channel.user_id)
  return send(parts, channel, language.test(channel.name))
}

/** Sends a new code, which confirms the recipient; an earlier one is void. */
export async function sendCode(parts: Parts, channel: ChannelRow): Promise<SentNow> {
  if (channel.confirmed_at !== null)
    throw new ProblemError(notificationsErrors.NOTIFICATIONS_CONFIRMED, {
      detail: 'The recipient of this channel is confirmed: send a test message instead.',
    })
  const code = newCode()
  await claimSend(parts, channel, 'code', code)
  const { language } = await readPreferences(tablesOf(parts), channel.user_id)
  return send(parts, channel, language.code(code, CODE_MINUTES))
}

/** Counts the message before it is sent, so that those under way at once count too. */
async function claimSend(
  parts: Parts,
  channel: ChannelRow,
  purpose: 'test' | 'code',
  code?: string,
): Promise<void> {
  const { id, user_id: userId, instance_id: instanceId, recipient } = channel
  if (!(await isOpened(tablesOf(parts), instanceId)))
    throw new ProblemError(notificationsErrors.NOTIFICATIONS_SERVICE_NOT_FOUND, {
      detail:
        'An administrator no longer permits people to use this service. Delete the channel, or ask them.',
    })
  const now = parts.now()
  const recipientHash =
    purpose === 'code' && recipient !== null ? { recipientHash: hashRecipient(instanceId, recipient) } : {}
  await parts.database.transaction<NotificationTables, void>(async (trx) => {
    const later = await recordSend(trx, { userId, purpose, now, ...recipientHash })
    if (later !== undefined) throw tooMany(later, now)
    if (code === undefined) return
    const expiresAt = new Date(now + CODE_MINUTES * 60_000)
    await setCode(trx, id, { hash: hashCode(id, code), expiresAt })
  })
}

function tooMany(later: number, now: number): ProblemError {
  const seconds = Math.max(1, Math.ceil((later - now) / 1000))
  return new ProblemError(notificationsErrors.NOTIFICATIONS_TOO_MANY_MESSAGES, {
    detail: `Too many of these messages within an hour. Try again in ${Math.ceil(seconds / 60)} minutes.`,
    headers: { 'retry-after': String(seconds) },
  })
}

async function send(
  parts: Parts,
  { id, kind, instance_id: instance, recipient }: ChannelRow,
  { title, message: text }: Words,
): Promise<SentNow> {
  const message: NotificationMessage = { title, text, severity: 'info' }
  try {
    if (kind === 'workflow') await emitThrough(parts, instance, testEvent(parts.now(), message))
    else await sendThrough(parts, instance, { ...message, ...(recipient === null ? {} : { recipient }) })
    return { sent: true }
  } catch (error) {
    parts.logger.info({ err: error, channelId: id }, 'message that a person has asked for was not sent')
    return { sent: false, ...describeFailure(error) }
  }
}

function testEvent(now: number, { title, text: message, severity }: NotificationMessage): WorkflowEvent {
  const data = { title, message, severity, parameters: {} }
  return { id: randomUUID(), type: 'test', at: new Date(now).toISOString(), data }
}
