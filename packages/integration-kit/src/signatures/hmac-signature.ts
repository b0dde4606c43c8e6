import { createHmac, timingSafeEqual } from 'node:crypto'

/** A signature that came with a request: an HMAC over what it has signed. */
export interface SentSignature {
  /** The value of its header; `null` without one. */
  readonly sent: string | null
  readonly algorithm: 'sha1' | 'sha256' | 'sha512'
  readonly encoding: 'hex' | 'base64'
  /** What stands before it in the header: `sha256=`. */
  readonly prefix?: string
  readonly key: string
  /** The raw body, to the byte, where nothing else is signed. */
  readonly payload: string | Uint8Array
}

/**
 * Whether a signature is that of the key, compared in constant time.
 *
 * @example
 * const isAuthentic = hasHmacSignature({ sent: null, algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=', key: 'secret', payload: '{}' })
 */
export function hasHmacSignature({
  sent,
  algorithm,
  encoding,
  prefix = '',
  key,
  payload,
}: SentSignature): boolean {
  // With an empty key, any sender can compute the signature.
  if (key === '' || sent === null || !sent.startsWith(prefix)) return false
  const expected = createHmac(algorithm, key).update(payload).digest()
  const given = decode(sent.slice(prefix.length), encoding)
  return given !== undefined && given.length === expected.length && timingSafeEqual(given, expected)
}

const FORMS = { hex: /^(?:[0-9a-f]{2})+$/i, base64: /^[A-Za-z0-9+/]+={0,2}$/ } as const

/** `Buffer.from` stops at the first character outside of the encoding and keeps what is before it. */
function decode(text: string, encoding: SentSignature['encoding']): Buffer | undefined {
  return FORMS[encoding].test(text) ? Buffer.from(text, encoding) : undefined
}
