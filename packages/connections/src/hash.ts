import { hash, randomBytes } from 'node:crypto'

/** 256 random bits as text that is safe in a URL and a cookie. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Whether a text has the format of a token. */
export function looksLikeToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text)
}

/** The stored hash of a token. Tokens have 256 random bits, so no slow hash is needed. */
export function hashOf(token: string): string {
  return hash('sha256', token, 'base64url')
}
