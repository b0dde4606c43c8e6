/**
 * The raw value of a cookie in a `Cookie` header (RFC 6265, section 5.4); the first one if there are several.
 *
 * @example
 * readCookie(request.headers.cookie, 'theme') // 'dark'
 */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}
