import { hashToken, readCookie } from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import type { AccountsParts } from './parts.ts'
import { openSessionCookie, sessionCookieName } from './session-cookie.ts'
import { type CurrentSession, findCurrentSession } from './session-store.ts'

type Parts = Pick<AccountsParts, 'db' | 'settings' | 'secret' | 'now'>

/** The hash of the token in the session cookie of a request; `undefined` without a signed one. */
export function currentTokenHash(
  { headers }: FastifyRequest,
  { settings, secret }: Omit<Parts, 'db' | 'now'>,
): string | undefined {
  const cookie = readCookie(headers.cookie, sessionCookieName(settings.publicUrl))
  const token = cookie === undefined ? undefined : openSessionCookie(cookie, secret())
  return token === undefined ? undefined : hashToken(token)
}

/** The session of a request, also on a route that needs no sign-in; `undefined` if it has no valid one. */
export async function currentSession(
  request: FastifyRequest,
  parts: Parts,
): Promise<CurrentSession | undefined> {
  const tokenHash = currentTokenHash(request, parts)
  return tokenHash === undefined ? undefined : findCurrentSession(parts.db, tokenHash, new Date(parts.now()))
}
