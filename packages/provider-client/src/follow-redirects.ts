import type { EgressFetch, EgressRequest } from './open-egress.ts'

/** Feeds move once or twice. */
const MOST_REDIRECTS = 5
/** The only headers sent to another origin: a key may be in a header of any name. */
const HEADERS_FOR_OTHERS = [
  'accept',
  'accept-language',
  'if-modified-since',
  'if-none-match',
  'range',
  'user-agent',
]

/**
 * Sends a GET or HEAD request and follows redirects. `send` checks each address again.
 * Credentials in headers are sent only to the original origin.
 *
 * @throws Error for more than five redirects
 */
export async function followRedirects(send: EgressFetch, url: URL, init: EgressRequest): Promise<Response> {
  let target = url
  let headers = new Headers(init.headers)
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await send(target, { ...init, headers })
    const next = redirectTarget(response, target)
    if (next === undefined || !['GET', 'HEAD'].includes(init.method)) return response
    await response.body?.cancel()
    if (next.origin !== target.origin) headers = withoutCredentials(headers)
    target = next
  }
  throw new Error(`${url.host} redirected more than ${MOST_REDIRECTS} times`)
}

function redirectTarget(response: Response, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined
  const location = response.headers.get('location')
  return location === null ? undefined : (URL.parse(location, from.href) ?? undefined)
}

function withoutCredentials(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => HEADERS_FOR_OTHERS.includes(name)))
}
