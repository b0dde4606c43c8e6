import { hash, randomBytes } from 'node:crypto'

const TOKEN_BYTES = 32
/** 32 bytes as base64url. */
const TOKEN_FORM = /^[\w-]{43}$/

/** A new secret token: 256 random bits as 43 characters that need no escaping in a URL, a header or a cookie. */
export function createToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** Whether a text has the form of a token, so that other texts are refused without a look into the database. */
export function isToken(text: string): boolean {
  return TOKEN_FORM.test(text)
}

/**
 * What the database holds in the place of a token or an API key: SHA-256 as 64 hexadecimal digits. A plain hash is enough:
 * tokens have 256 random bits, so there is nothing to guess that a slow hash would make more expensive.
 */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex')
}
