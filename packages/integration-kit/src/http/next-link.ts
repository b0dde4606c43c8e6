/** One link of a `Link` header (RFC 8288, section 3): its target and its parameters. */
const LINK = /<([^>]*)>((?:\s*;\s*[\w!#$&+.^`|~-]+\*?(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;]+))?)*)/g
const RELATION = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))/i

/**
 * The URL of the next page in the `Link` header of a response, for `next` of `http.pages`.
 *
 * @example
 * http.pages('/user/repos', { schema: Repositories, next: ({ headers }) => nextLink(headers) })
 */
export function nextLink(headers: Headers): string | undefined {
  for (const [, target, parameters = ''] of (headers.get('link') ?? '').matchAll(LINK)) {
    const relation = RELATION.exec(parameters)
    const names = (relation?.[1] ?? relation?.[2] ?? '').toLowerCase().split(/\s+/)
    if (names.includes('next')) return target
  }
  return undefined
}
