import { ProblemError } from '@tributary/core'
import { connectionsErrors } from '../connections-errors.ts'
import type { OAuthFailure } from '../oauth/oauth-failure.ts'

/** What an authorization server's refusal means for the person who connects. */
export function problemOfFailure(displayName: string, error: OAuthFailure): ProblemError {
  if (error.kind === 'unavailable' || error.kind === 'rate' || error.kind === 'reply') {
    return new ProblemError(connectionsErrors.CONNECTIONS_PROVIDER_UNAVAILABLE, {
      detail: `${displayName} did not answer as it should. Begin again in a minute.`,
      cause: error,
      headers: { 'retry-after': String(error.retryAfterSeconds ?? 60) },
    })
  }
  const why =
    error.kind === 'client'
      ? `It does not accept this server's client (${error.error ?? 'refused'}): an administrator should check its id, its secret and the redirect URI registered there.`
      : 'It does not accept the code it has just given. Begin again.'
  return new ProblemError(connectionsErrors.CONNECTIONS_PROVIDER_REFUSED, {
    detail: [`${displayName} refused.`, why, error.hint ?? ''].join(' ').trim(),
    cause: error,
  })
}
