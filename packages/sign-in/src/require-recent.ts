import type { CurrentSession, SignIns } from '@tributary/accounts'
import { ProblemError } from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import { signInErrors } from './sign-in-errors.ts'

/** Long enough for a form, and too short for a browser that was left open. */
const RECENT_MILLISECONDS = 15 * 60_000

interface Parts {
  readonly signIns: SignIns
  now(): number
}

/**
 * The session of a request, if the person has signed in or entered the password a short time ago.
 *
 * @throws ProblemError `SIGN_IN_NOT_RECENT`
 */
export async function requireRecent(request: FastifyRequest, parts: Parts): Promise<CurrentSession> {
  const session = await parts.signIns.current(request)
  if (session !== undefined && session.confirmedAt.getTime() > parts.now() - RECENT_MILLISECONDS)
    return session
  throw new ProblemError(signInErrors.SIGN_IN_NOT_RECENT, {
    detail:
      'Enter your password again (POST /api/accounts/confirm), or sign out and in again. It counts for 15 minutes.',
  })
}
