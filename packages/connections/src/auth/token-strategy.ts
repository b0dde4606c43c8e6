import { IntegrationError } from '@tributary/integration-kit'
import type { IntegrationDefinition, OAuthServer } from '@tributary/integration-kit/host'
import { type Credentials, otherKind, type TokenCredentials } from '../credentials/sealed-credentials.ts'
import { OAuthFailure } from '../oauth/oauth-failure.ts'
import { openProviderServer } from '../oauth/provider-server.ts'
import { refreshGrant } from '../oauth/refresh-grant.ts'
import { revokeGrant } from '../oauth/revoke-grant.ts'
import type { Parts } from '../parts.ts'
import type { AuthStrategy, Renewed } from './auth-strategy.ts'

/** A token must be good when the request arrives, by the provider's clock. */
const EXPIRY_MARGIN_MILLISECONDS = 60_000

/** The token handling of both OAuth flows. */
export function tokenStrategy(
  definition: IntegrationDefinition,
  auth: OAuthServer,
): Omit<AuthStrategy, 'hasCallback'> {
  const { displayName } = definition
  return {
    scopesToRequest: (needed) => [...new Set([...needed, ...(auth.extraScopes ?? [])])],
    authorization: (credentials) => ({
      headers: { authorization: `Bearer ${tokensOf(credentials).accessToken}` },
    }),
    expiresAt: (credentials) => tokensOf(credentials).expiresAt,
    canRenew: (credentials) => tokensOf(credentials).refreshToken !== undefined,
    rejection: 'The access has expired, and this provider offers no way to renew it. Connect again.',
    canRevoke: auth.revocation !== undefined,
    mustRenewToRevoke(credentials, now) {
      const { refreshToken, expiresAt } = tokensOf(credentials)
      return (
        auth.revocation?.token === 'access_token' &&
        refreshToken !== undefined &&
        expiresAt !== undefined &&
        expiresAt <= now + EXPIRY_MARGIN_MILLISECONDS
      )
    },
    async renew(parts, credentials): Promise<Renewed> {
      try {
        const { refreshToken } = tokensOf(credentials)
        if (refreshToken === undefined) throw new OAuthFailure('grant', 'There is no refresh token.')
        const server = await openProviderServer(parts, definition, auth)
        const { scopes, more: _more, ...tokens } = await refreshGrant(server, refreshToken, parts.now)
        return { credentials: { kind: 'oauth2', ...tokens }, expiresAt: tokens.expiresAt, scopes }
      } catch (error) {
        throw error instanceof OAuthFailure ? integrationErrorOf(error, displayName) : error
      }
    },
    async revoke(parts: Parts, credentials: Credentials) {
      await revokeGrant(await openProviderServer(parts, definition, auth), tokensOf(credentials), parts.fetch)
    },
  }
}

function tokensOf(credentials: Credentials): TokenCredentials {
  if (credentials.kind === 'oauth2') return credentials
  throw otherKind()
}

function integrationErrorOf(failure: OAuthFailure, displayName: string): IntegrationError {
  const { kind, error, hint, retryAfterSeconds } = failure
  if (kind === 'grant')
    return new IntegrationError('auth_expired', `${displayName} has ended this connection. Connect again.`, {
      cause: failure,
    })
  if (kind === 'client') {
    const message = `${displayName} rejected this server's client (${error ?? 'refused'}): an administrator must check its id and secret. ${hint ?? ''}`
    return new IntegrationError('bad_configuration', message.trim(), { cause: failure })
  }
  if (kind === 'rate') {
    const options = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
    return new IntegrationError('rate_limit', `${displayName} requires a wait before the next refresh.`, {
      cause: failure,
      ...options,
    })
  }
  return new IntegrationError('upstream', `The connection could not be refreshed: ${failure.message}`, {
    cause: failure,
  })
}
