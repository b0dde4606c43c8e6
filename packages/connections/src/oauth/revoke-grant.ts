import type { ProviderFetch } from '@tributary/provider-client'
import * as oauth from 'oauth4webapi'
import { OAuthFailure } from './oauth-failure.ts'
import type { ProviderServer } from './provider-server.ts'
import type { TokenSet } from './token-set.ts'

/**
 * Ends a grant at the provider: RFC 7009, or the query-string form of some. A token that the provider does not know is
 * revoked already. Resolves to false if the provider has no revocation endpoint. Throws an `OAuthFailure`.
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
  const { url, style, parameter = 'token' } = revocation
  const answer =
    style === 'query'
      ? await byQuery(url, { [parameter]: token }, fetch)
      : await byForm(provider, { token, parameter }, fetch)
  // 400 means an unknown token, which cannot be used. Any other failure leaves the grant valid.
  if (answer.ok || (answer.status === 400 && !/"invalid_client"|"invalid_request"/.test(answer.text)))
    return true
  throw new OAuthFailure('unavailable', `${displayName} answered a revocation with ${answer.status}.`)
}

interface Answer {
  readonly ok: boolean
  readonly status: number
  readonly text: string
}

async function byQuery(
  url: string,
  parameters: Readonly<Record<string, string>>,
  fetch: ProviderFetch,
): Promise<Answer> {
  const address = new URL(url)
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
  return answerOf(
    fetch(address, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  )
}

async function byForm(
  { server, client, clientAuth, options }: ProviderServer,
  { token, parameter }: { readonly token: string; readonly parameter: string },
  fetch: ProviderFetch,
) {
  return answerOf(
    oauth.revocationRequest(server, client, clientAuth, token, {
      ...options,
      // Responses have no relevant body, so nothing is rewritten.
      [oauth.customFetch]: async (url: string, init: unknown) => {
        const { method, headers, body, signal } = init as RequestInit & {
          method: string
          body: URLSearchParams
        }
        return fetch(new URL(url), {
          method,
          headers: headers ?? {},
          body: renamed(body, parameter).toString(),
          signal: signal ?? null,
        })
      },
    }),
  )
}

/** RFC 7009 calls the parameter `token`; some providers do not. */
function renamed(body: URLSearchParams, parameter: string): URLSearchParams {
  if (parameter === 'token') return body
  return new URLSearchParams(
    [...body].map(([name, value]) => [name === 'token' ? parameter : name, value] satisfies [string, string]),
  )
}

async function answerOf(answer: Promise<Response>): Promise<Answer> {
  try {
    const response = await answer
    return { ok: response.ok, status: response.status, text: (await response.text()).slice(0, 1000) }
  } catch (error) {
    throw new OAuthFailure('unavailable', 'The provider could not be reached to revoke a grant.', {
      cause: error,
    })
  }
}
