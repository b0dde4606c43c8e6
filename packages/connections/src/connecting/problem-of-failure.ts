import { ProblemError } from '@tributary/core'
import { connectionsErrors } from '../connections-errors.ts'
import type { OAuthFailure } from '../oauth/oauth-failure.ts'

/** The problem for a failed request to an authorization server. */
export function problemOfFailure(displayName: string, error: OAuthFailure): ProblemError {
  if (error.kind === 'unavailable' || error.kind === 'rate' || error.kind === 'reply') {
    return new ProblemError(connectionsErrors.CONNECTIONS_PROVIDER_UNAVAILABLE, {
      detail: `${displayName} did not answer correctly. Start connecting again in a minute.`,
      cause: error,
      headers: { 'retry-after': String(error.retryAfterSeconds ?? 60) },
    })
  }
  const why =
    error.kind === 'client'
      ? `It rejected this server's client (${error.error ?? 'refused'}): an administrator must check its id, its secret and the redirect URI registered there.`
      : 'It rejected the code that it issued. Start connecting again.'
  return new ProblemError(connectionsErrors.CONNECTIONS_PROVIDER_REFUSED, {
    detail: [`${displayName} refused the connection.`, why, error.hint ?? ''].join(' ').trim(),
    cause: error,
  })
}
