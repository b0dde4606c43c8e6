import { readRetryAfter } from '@tributary/integration-kit/providers'
import * as oauth from 'oauth4webapi'
import { OAuthFailure, type OAuthFailureKind } from './oauth-failure.ts'
import type { ProviderServer } from './provider-server.ts'
import type { TokenReply } from './token-set.ts'

/** Codes of RFC 6749, section 5.2 and others that real servers send. Any other code is a server error or a bug. */
const KINDS: Readonly<Record<string, OAuthFailureKind>> = {
  invalid_grant: 'grant',
  // The codes of Slack and Meta for an ended grant.
  token_revoked: 'grant',
  token_expired: 'grant',
  account_inactive: 'grant',
  invalid_auth: 'grant',
  invalid_token: 'grant',
  invalid_refresh_token: 'grant',
  bad_refresh_token: 'grant',
  invalid_client: 'client',
  unauthorized_client: 'client',
  unsupported_grant_type: 'client',
  invalid_scope: 'client',
  redirect_uri_mismatch: 'client',
  invalid_client_id: 'client',
  bad_client_secret: 'client',
  incorrect_client_credentials: 'client',
  // RFC 8628, section 3.5
  authorization_pending: 'pending',
  expired_token: 'grant',
  access_denied: 'grant',
  temporarily_unavailable: 'unavailable',
  server_error: 'unavailable',
  slow_down: 'rate',
  rate_limited: 'rate',
}

/** Sends a token request and returns the tokens. Throws an `OAuthFailure`. */
export async function askServer(
  provider: ProviderServer,
  now: () => number,
  ask: () => Promise<oauth.TokenEndpointResponse>,
): Promise<TokenReply> {
  const { displayName } = provider
  try {
    const reply = await ask()
    if (reply.token_type !== 'bearer')
      throw new OAuthFailure(
        'reply',
        `${displayName} returned a token of the unsupported type "${reply.token_type}".`,
      )
    return {
      accessToken: reply.access_token,
      refreshToken: reply.refresh_token,
      expiresAt: reply.expires_in === undefined ? undefined : now() + reply.expires_in * 1000,
      scopes: reply.scope === undefined ? undefined : reply.scope.split(' ').filter((scope) => scope !== ''),
      more: withoutTokens(reply),
    }
  } catch (error) {
    throw failureOf(error, provider, now())
  }
}

/** The members of RFC 6749, section 5.1, and of OpenID Connect. */
const STANDARD_MEMBERS: ReadonlySet<string> = new Set([
  'access_token',
  'refresh_token',
  'id_token',
  'token_type',
  'expires_in',
  'scope',
])

/** The members that do not describe tokens: `open_id`, `athlete`, `userid`. */
function withoutTokens(reply: oauth.TokenEndpointResponse): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(reply).filter(([name]) => !STANDARD_MEMBERS.has(name)))
}

function failureOf(error: unknown, { displayName, clientHint }: ProviderServer, now: number): OAuthFailure {
  if (error instanceof OAuthFailure) return error
  if (error instanceof oauth.ResponseBodyError) {
    const { status } = error
    // The description is not repeated: some providers put the token into it.
    const said = `${displayName} answered a token request with ${status} (${error.error}).`
    const kind = status === 429 ? 'rate' : status >= 500 ? 'unavailable' : (KINDS[error.error] ?? 'client')
    return new OAuthFailure(kind, said, {
      error: error.error,
      retryAfterSeconds: readRetryAfter(error.response.headers, now),
      hint: kind === 'client' ? clientHint : undefined,
    })
  }
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.WWWAuthenticateChallengeError)
    return new OAuthFailure('reply', `${displayName} answered a token request with an invalid response.`)
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return new OAuthFailure('unavailable', `${displayName} took too long to answer a token request.`)
  return new OAuthFailure('reply', `${displayName} could not process a token request.`, { cause: error })
}
