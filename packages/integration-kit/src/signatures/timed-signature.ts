import { hasHmacSignature, type SentSignature } from './hmac-signature.ts'

/** Signatures that came with a request, over its time and its body. */
export interface TimedSignature extends Pick<SentSignature, 'algorithm' | 'encoding' | 'key' | 'payload'> {
  /** Several while a key is changed: one is enough. */
  readonly sent: readonly string[]
  /** The time in the request, seconds since 1970, as it was sent. */
  readonly timestamp: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** How far the time may be from ours: an older request may be a repeated one. Default 300. */
  readonly toleranceSeconds?: number
}

/**
 * Whether one of several signatures is that of the key over `<timestamp>.<payload>`, and the time is near.
 *
 * @example
 * const isAuthentic = hasTimedSignature({ sent: ['0a'], timestamp: '1793491200', now: Date.now(), algorithm: 'sha256', encoding: 'hex', key: 'secret', payload: '{}' })
 */
export function hasTimedSignature({
  sent,
  timestamp,
  now,
  toleranceSeconds = 300,
  payload,
  ...keyed
}: TimedSignature): boolean {
  const isRecent =
    /^\d{1,12}$/.test(timestamp) && Math.abs(now / 1000 - Number(timestamp)) <= toleranceSeconds
  const signed = Buffer.concat([Buffer.from(`${timestamp}.`), Buffer.from(payload)])
  return isRecent && sent.some((each) => hasHmacSignature({ ...keyed, sent: each, payload: signed }))
}
