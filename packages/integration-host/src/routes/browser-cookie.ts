import { readCookie } from '@tributary/core'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The cookie that binds flows to the browser that has begun them. */
export interface BrowserCookie {
  readonly name: string
  /** Whether the server is reached by HTTPS. */
  readonly secure: boolean
}

/** With https the prefix binds the cookie to this host (RFC 6265bis, section 4.1.3.2). */
export function browserCookie(name: string, publicUrl: string): BrowserCookie {
  const secure = new URL(publicUrl).protocol === 'https:'
  return { name: `${secure ? '__Host-' : ''}tributary.${name}`, secure }
}

/** As much of a `state` as tells a browser's flows apart. */
const STATE_PART = /^[\w-]{16}/

/**
 * What this browser keeps of all its flows, if it has begun any. For the end of one flow, what it keeps of that very one comes
 * first.
 */
export function readBrowserToken(
  { headers: { cookie: header } }: FastifyRequest,
  { name }: BrowserCookie,
  state?: unknown,
): string | undefined {
  const own = ownName(name, state)
  return (own === undefined ? undefined : readCookie(header, own)) ?? readCookie(header, name)
}

/**
 * Has the browser keep a token for all its flows. One that shows none yet may just have begun another flow, whose answer is on its
 * way with another token: so it also keeps this one under a name of this flow alone.
 */
export function keepBrowserToken(
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: BrowserCookie,
  { token, state, maxAge }: { token: string; state: unknown; maxAge: number },
): void {
  const own =
    readCookie(request.headers.cookie, cookie.name) === token ? undefined : ownName(cookie.name, state)
  const names = own === undefined ? [cookie.name] : [cookie.name, own]
  reply.header(
    'set-cookie',
    names.map((name) => setCookie({ ...cookie, name }, token, maxAge)),
  )
}

/** Has the browser forget what it kept for one flow alone; other flows may be on their way. */
export function forgetFlow(
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: BrowserCookie,
  state: unknown,
): void {
  const own = ownName(cookie.name, state)
  if (own !== undefined && readCookie(request.headers.cookie, own) !== undefined)
    reply.header('set-cookie', setCookie({ ...cookie, name: own }, '', 0))
}

function ownName(name: string, state: unknown): string | undefined {
  const [part] = (typeof state === 'string' ? STATE_PART.exec(state) : undefined) ?? []
  return part === undefined ? undefined : `${name}.${part}`
}

/** `Lax`, since the provider's redirect comes from another site and has to bring it. */
function setCookie({ name, secure }: BrowserCookie, value: string, maxAge: number): string {
  const attributes = [
    'Path=/',
    `Max-Age=${maxAge}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(secure ? ['Secure'] : []),
  ]
  return [`${name}=${value}`, ...attributes].join('; ')
}
