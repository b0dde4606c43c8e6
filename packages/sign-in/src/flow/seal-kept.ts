import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What only the browser of a flow and its way through the service bring together; the database has their hashes. */
export interface FlowSecrets {
  readonly browserToken: string
  readonly state: string
}

/** Seals what a provider keeps of a flow, so that a reader of the database cannot end it. */
export function sealKept(secrets: FlowSecrets, kept: Readonly<Record<string, string>>): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, keyOf(secrets), nonce)
  const text = Buffer.concat([cipher.update(JSON.stringify(kept), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

export function openKept(secrets: FlowSecrets, sealed: Buffer): Readonly<Record<string, string>> {
  const decipher = createDecipheriv(CIPHER, keyOf(secrets), sealed.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
  // Sealed by `sealKept`, and authenticated.
  return JSON.parse(text.toString('utf8')) as Record<string, string>
}

function keyOf({ browserToken, state }: FlowSecrets): Buffer {
  return Buffer.from(hkdfSync('sha256', browserToken, state, 'tributary sign-in flow', 32))
}
