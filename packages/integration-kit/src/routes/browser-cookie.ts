import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Connections } from '../connection-service.ts'

type Cookie = Connections['browserCookie']

/** What the browser keeps from one flow to its end, if it has anything. */
export function readBrowserToken(request: FastifyRequest, { name }: Cookie): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const equals = part.indexOf('=')
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim()
  }
  return undefined
}

/** `Lax`, since the provider's redirect comes from another site and has to bring it. */
export function keepBrowserToken(
  reply: FastifyReply,
  { name, secure }: Cookie,
  { value, maxAge }: { value: string; maxAge: number },
): void {
  const attributes = [
    'Path=/',
    `Max-Age=${maxAge}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(secure ? ['Secure'] : []),
  ]
  reply.header('set-cookie', [`${name}=${value}`, ...attributes].join('; '))
}
