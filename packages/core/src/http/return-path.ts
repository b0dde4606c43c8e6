/** A placeholder for the origin of this server. */
const HERE = 'http://here.invalid'

/**
 * A path of this server with an optional query, which no browser resolves to another host; `undefined` for anything else.
 *
 * @example
 * readReturnPath('/connections?new=1') // '/connections?new=1'
 * readReturnPath('//evil.example') // undefined
 */
export function readReturnPath(path: string): string | undefined {
  const url = /^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? URL.parse(path, HERE) : null
  // `/.//evil.example` is a path as written, but another host once normalised.
  if (url === null || url.origin !== HERE || path.includes('\\') || url.pathname.startsWith('//'))
    return undefined
  return `${url.pathname}${url.search}${url.hash}`
}
