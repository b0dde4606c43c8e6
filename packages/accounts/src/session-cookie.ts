import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The name of the cookie that carries a browser session. With https it has the prefix that binds the cookie to this
 * host (RFC 6265bis, section 4.1.3.2).
 *
 * @example
 * sessionCookieName('https://data.example.org') // '__Host-tributary.session_token'
 */
export function sessionCookieName(publicUrl: string | URL): string {
  const secure = new URL(publicUrl).protocol === 'https:'
  return `${secure ? '__Host-' : ''}tributary.session_token`
}

/**
 * The session token in a cookie's value, or `undefined` when the signature is invalid. The value is
 * `<token>.<HMAC-SHA-256 as base64>`, percent-encoded, the format of better-auth.
 */
export function openSessionCookie(value: string, secret: string): string | undefined {
  const decoded = decode(value)
  const dot = decoded.lastIndexOf('.')
  if (dot < 1) return undefined
  const token = decoded.slice(0, dot)
  const signature = Buffer.from(decoded.slice(dot + 1), 'base64')
  const expected = createHmac('sha256', secret).update(token).digest()
  return signature.length === expected.length && timingSafeEqual(signature, expected) ? token : undefined
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return ''
  }
}
