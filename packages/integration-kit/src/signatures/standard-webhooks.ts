import { createHmac, randomBytes } from 'node:crypto'

const PREFIX = 'whsec_'
/** Standard Webhooks: 24 to 64 bytes. */
const SECRET_BYTES = 32

/** What a secret to sign with looks like: `whsec_` and the base64 of 24 to 64 bytes. */
export const SIGNING_SECRET_PATTERN = '^whsec_[A-Za-z0-9+/]{32,86}={0,2}$'

/** A new secret to sign with: `whsec_` and base64. */
export function newSigningSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`
}

/** What is signed. */
export interface SignedMessage {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly payload: string
}

/**
 * The header `webhook-signature`: a signature for each secret, so that a receiver may change from one to the other. See
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 *
 * @example
 * signMessage({ id: 'a', timestamp: 1, payload: '{}' }, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']) // 'v1,xy9R1nQI1NtwNgZlCc2Y2d5M2AgQk8wvtHJlol6LdWg='
 */
export function signMessage({ id, timestamp, payload }: SignedMessage, secrets: readonly string[]): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${payload}`).digest('base64')}`
    })
    .join(' ')
}
