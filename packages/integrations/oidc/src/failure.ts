import { IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import * as oauth from 'oauth4webapi'

/** Codes of RFC 6749, section 5.2, that an administrator has to resolve. */
const CLIENT_ERRORS: ReadonlySet<string> = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
])

/** What is not the issuer's answer: an unreachable issuer, the end of the time. */
export function passedOn(error: unknown): unknown {
  if (isIntegrationError(error)) return error
  if (!(error instanceof Error)) return undefined
  if (error.name === 'TimeoutError')
    return new IntegrationError('upstream', 'The issuer took too long to answer.', { cause: error })
  return error.name === 'TimeIsOver' || error.name === 'AbortError' ? error : undefined
}

/**
 * What an invalid end of a sign-in means. What the issuer has said is not repeated but for its codes: descriptions hold what was sent.
 */
export function signInFailure(error: unknown): unknown {
  if (error instanceof oauth.AuthorizationResponseError)
    return error.error === 'access_denied'
      ? new IntegrationError('permission_denied', 'The sign-in was cancelled.', { cause: error })
      : invalid(`The issuer refused the sign-in (${codeOf(error.error)}).`, error)
  // A client that authenticates by a header is refused by a challenge (RFC 6749, section 5.2); user info challenges for "Bearer".
  if (error instanceof oauth.WWWAuthenticateChallengeError && error.cause[0]?.scheme === 'basic')
    return wrongClient('invalid_client', error)
  if (error instanceof oauth.ResponseBodyError) {
    if (error.status >= 500 || error.status === 429)
      return new IntegrationError('upstream', `The issuer answered with ${error.status}.`, { cause: error })
    return CLIENT_ERRORS.has(error.error)
      ? wrongClient(error.error, error)
      : invalid(`The issuer refused the sign-in (${codeOf(error.error)}).`, error)
  }
  return passedOn(error) ?? invalid('The answer of the issuer is not a valid sign-in.', error)
}

function wrongClient(code: string, cause: unknown): IntegrationError {
  return new IntegrationError(
    'bad_configuration',
    `The issuer rejected the client of this server (${codeOf(code)}): compare its ID, its secret and the client authentication.`,
    { cause },
  )
}

function invalid(message: string, cause: unknown): IntegrationError {
  return new IntegrationError('auth_expired', `${message} Start again.`, { cause })
}

function codeOf(code: string): string {
  return /^[\w.-]{1,64}$/.test(code) ? code : 'an error'
}
