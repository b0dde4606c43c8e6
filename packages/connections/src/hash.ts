import { hash, randomBytes } from 'node:crypto'

/** 256 bits, as text that a URL and a cookie take as it is. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Whether a text can be one of ours. */
export function looksLikeToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text)
}

/** What is stored in a token's place. It has 256 random bits, so nothing slower is needed. */
export function hashOf(token: string): string {
  return hash('sha256', token, 'base64url')
}
