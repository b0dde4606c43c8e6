import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'

/** A key and its id, which sealed text carries. A `KeyObject`, since printing it does not reveal the key. */
export interface SealingKey {
  /** Letters, digits, `-` and `_`. */
  readonly id: string
  /** 256 bits. */
  readonly key: KeyObject
}

const VERSION = 'v1'
const ALGORITHM = 'aes-256-gcm'
/** 96 random bits per value: safe for 2^32 values under one key (NIST SP 800-38D, 8.3). */
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * Seals bytes with AES-256-GCM as `v1.<key id>.<iv>.<ciphertext>.<tag>`, base64url without padding. Opening requires the
 * same associated data, which identifies the value and its place.
 */
export function seal({ id, key }: SealingKey, plain: Buffer, associatedData: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(associatedData))
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
  const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))
  return [VERSION, id, ...parts].join('.')
}

/** Opens sealed text. After any change to it, throws an `Error` that reveals nothing of the contents. */
export function unseal({ id, key }: SealingKey, sealed: string, associatedData: string): Buffer {
  const parts = sealed.split('.')
  const [version, keyId, ...encoded] = parts
  if (parts.length !== 5 || version !== VERSION) throw new Error('its format is not supported')
  if (keyId !== id) throw new Error('it was sealed with another key')
  const [iv, ciphertext, tag] = encoded.map(decode)
  if (iv?.length !== IV_BYTES || tag?.length !== TAG_BYTES || ciphertext === undefined)
    throw new Error('a part of it has the wrong length')
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(associatedData))
  decipher.setAuthTag(tag)
  return Buffer.concat([decipher.update(ciphertext), decipher.final()])
}

/** The id of the key that sealed the text. `undefined` if `seal` cannot have produced it. */
export function keyIdOf(sealed: string): string | undefined {
  const [version, keyId, ...rest] = sealed.split('.')
  return version === VERSION && rest.length === 3 ? keyId : undefined
}

/** Node decodes base64 leniently: without the comparison, several texts would open as one value. */
function decode(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw new Error('a part of it is not canonical base64url')
  return bytes
}
