import { isToken, readCookie } from '@tributary/core'

/** People who share a browser. The cookie then has about 220 characters. */
const MOST_TOKENS = 5

/** The name of the device cookie. With https it has the prefix `__Host-`, like the session cookie. */
export function deviceCookieName(publicUrl: URL): string {
  return `${publicUrl.protocol === 'https:' ? '__Host-' : ''}tributary.device`
}

/** The tokens in a `Cookie` header: one for each person who has signed in with this browser. */
export function readDeviceTokens(header: string | undefined, publicUrl: URL): readonly string[] {
  const value = readCookie(header, deviceCookieName(publicUrl)) ?? ''
  return value
    .split('.')
    .filter((token) => isToken(token))
    .slice(0, MOST_TOKENS)
}

/**
 * The `Set-Cookie` header for a new token in front of those that the browser has.
 *
 * `SameSite=Strict`: only pages of this server send it, so another site cannot use up the browser's attempts.
 */
export function writeDeviceCookie(
  tokens: readonly string[],
  { publicUrl, maxAgeSeconds }: { readonly publicUrl: URL; readonly maxAgeSeconds: number },
): string {
  const value = tokens.slice(0, MOST_TOKENS).join('.')
  const secure = publicUrl.protocol === 'https:' ? '; Secure' : ''
  return `${deviceCookieName(publicUrl)}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly${secure}; SameSite=Strict`
}
