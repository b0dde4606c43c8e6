import type { OAuth2Auth, ProviderFetch } from '@tributary/integration-kit'
import * as oauth from 'oauth4webapi'
import { OAuthFailure } from './oauth-failure.ts'
import type { ProviderServer } from './provider-server.ts'
import type { TokenSet } from './token-set.ts'

/**
 * Ends a grant at the provider: RFC 7009, or the query-string form of some. A token that the provider does not know is
 * revoked already. Resolves to false where the provider has no way to. Throws an `OAuthFailure`.
 */
export async function revokeGrant(
  provider: ProviderServer,
  tokens: TokenSet,
  fetch: ProviderFetch,
): Promise<boolean> {
  const { auth, displayName } = provider
  const { revocation } = auth
  if (revocation === undefined) return false
  const token =
    revocation.token === 'access_token' ? tokens.accessToken : (tokens.refreshToken ?? tokens.accessToken)
  const status =
    revocation.style === 'query'
      ? await byQuery(revocation.url, token, fetch)
      : await byForm(provider, token, fetch)
  // 400 is `invalid_token` and its like: what is not known cannot be used.
  if (status < 500 && status !== 429 && status !== 401) return true
  throw new OAuthFailure('unavailable', `${displayName} answered a revocation with ${status}.`)
}

async function byQuery(url: string, token: string, fetch: ProviderFetch): Promise<number> {
  const address = new URL(url)
  address.searchParams.set('token', token)
  return statusOf(
    fetch(address, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  )
}

async function byForm(
  { server, client, clientAuth, options }: ProviderServer,
  token: string,
  fetch: ProviderFetch,
) {
  return statusOf(
    oauth.revocationRequest(server, client, clientAuth, token, {
      ...options,
      // Replies have no body to speak of, so nothing is rewritten.
      [oauth.customFetch]: async (url: string, init: unknown) => {
        const { method, headers, body, signal } = init as RequestInit & {
          method: string
          body: URLSearchParams
        }
        return fetch(new URL(url), {
          method,
          headers: headers ?? {},
          body: body.toString(),
          signal: signal ?? null,
        })
      },
    }),
  )
}

async function statusOf(answer: Promise<Response>): Promise<number> {
  try {
    const response = await answer
    await response.body?.cancel()
    return response.status
  } catch (error) {
    throw new OAuthFailure('unavailable', 'The provider could not be reached to revoke a grant.', {
      cause: error,
    })
  }
}

/** Narrows a definition to one that connects by OAuth 2.0. */
export function isOAuth2<D extends { readonly auth: { readonly kind: string } }>(
  definition: D,
): definition is D & { readonly auth: OAuth2Auth } {
  return definition.auth.kind === 'oauth2'
}
