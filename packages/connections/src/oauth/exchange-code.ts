import * as oauth from 'oauth4webapi'
import { askServer } from './ask-server.ts'
import type { ProviderServer } from './provider-server.ts'
import type { TokenReply } from './token-set.ts'

/** The end of an authorization request. */
export interface AuthorizationResponse {
  /** The callback's query. */
  readonly parameters: URLSearchParams
  readonly state: string
  readonly redirectUri: string
  readonly codeVerifier: string
}

/**
 * Trades a code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5; RFC 9207). Throws an `OAuthFailure`, or
 * oauth4webapi's `AuthorizationResponseError` when the response is itself an error, or another error when it is none of ours:
 * another `iss`, no code or two.
 */
export async function exchangeCode(
  provider: ProviderServer,
  { parameters, state, redirectUri, codeVerifier }: AuthorizationResponse,
  now: () => number,
): Promise<TokenReply> {
  const { auth, server, client, clientAuth, options } = provider
  const checked = new URLSearchParams(parameters)
  // Nothing to compare it with. One redirect URI for each provider defends against mix-up as well (RFC 9700, section 4.4.2).
  if (auth.issuer === undefined) checked.delete('iss')
  const validated = oauth.validateAuthResponse(server, client, checked, state)
  const codes = validated.getAll('code')
  if (codes.length !== 1) throw new TypeError(`the response carries ${codes.length} codes`)
  // The library would refuse it only when it makes the token request, like a reply that cannot be used.
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
