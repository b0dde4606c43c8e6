import * as oauth from 'oauth4webapi'
import { askServer } from './ask-server.ts'
import type { ProviderServer } from './provider-server.ts'
import type { TokenReply } from './token-set.ts'

/** The response to an authorization request. */
export interface AuthorizationResponse {
  /** The callback's query. */
  readonly parameters: URLSearchParams
  readonly state: string
  readonly redirectUri: string
  readonly codeVerifier: string
}

/**
 * Exchanges a code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5; RFC 9207). Throws an `OAuthFailure`,
 * or oauth4webapi's `AuthorizationResponseError` when the response is itself an error, or another error when the
 * response is invalid: another `iss`, no code or two.
 */
export async function exchangeCode(
  provider: ProviderServer,
  { parameters, state, redirectUri, codeVerifier }: AuthorizationResponse,
  now: () => number,
): Promise<TokenReply> {
  const { auth, server, client, clientAuth, options } = provider
  const checked = new URLSearchParams(parameters)
  // No issuer to compare with. One redirect URI per provider also prevents mix-up (RFC 9700, section 4.4.2).
  if (auth.issuer === undefined) checked.delete('iss')
  const validated = oauth.validateAuthResponse(server, client, checked, state)
  const codes = validated.getAll('code')
  if (codes.length !== 1) throw new TypeError(`the response carries ${codes.length} codes`)
  // The library would refuse it only at the token request, as an unusable response.
  if (codes[0] === '') throw new TypeError('the response carries an empty code')
  return askServer(provider, now, async () => {
    const verifier = auth.pkce === true ? codeVerifier : oauth.nopkce
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      clientAuth,
      validated,
      redirectUri,
      verifier,
      options,
    )
    return oauth.processAuthorizationCodeResponse(server, client, response)
  })
}
