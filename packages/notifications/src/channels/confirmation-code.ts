import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { CODE_TRIES } from '../limits.ts'
import type { ChannelRow, Recipient } from '../tables.ts'

const DIGITS = 6

/** Digits, so that it can be typed from a telephone. */
export function newCode(): string {
  return String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0')
}

/** Of the code and the channel: the same code of two channels is stored differently. */
export function hashCode(channelId: string, code: string): string {
  return createHash('sha256').update(`${channelId}\n${code}`).digest('hex')
}

/** Whether a code is that of the channel, and may still be used. */
export function isCodeOf(channel: ChannelRow, { code, now }: { code: string; now: number }): boolean {
  const { id, code_hash: hash, code_expires_at: expiresAt, code_tries: tries } = channel
  if (hash === null || expiresAt === null || expiresAt.getTime() <= now || tries >= CODE_TRIES) return false
  return timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(hashCode(id, code), 'hex'))
}

/** Identifies an address across the channels of all people: of one instance, in any spelling of upper and lower case. */
export function hashRecipient(instanceId: string, recipient: Recipient): string {
  const values = Object.entries(recipient).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256')
    .update(`${instanceId}\n${JSON.stringify(values).toLowerCase()}`)
    .digest('hex')
}
