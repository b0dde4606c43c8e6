import { hash } from 'node:crypto'
import type { OAuth2Auth } from '@tributary/integration-kit/host'

/** The parameters of an authorization request. */
export interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string
  readonly codeVerifier: string
}

/** The address of the provider's page that asks for consent (RFC 6749, section 4.1.1; RFC 7636, section 4.3). */
export function authorizationUrl(auth: OAuth2Auth, address: string, request: AuthorizationRequest): string {
  const url = new URL(address)
  const parameters = {
    response_type: 'code',
    [auth.quirks?.clientIdParameter ?? 'client_id']: request.clientId,
    redirect_uri: request.redirectUri,
    ...(request.scopes.length === 0 ? {} : { scope: request.scopes.join(auth.scopeSeparator ?? ' ') }),
    state: request.state,
    ...(auth.pkce
      ? { code_challenge: hash('sha256', request.codeVerifier, 'base64url'), code_challenge_method: 'S256' }
      : {}),
    ...auth.authorizationParameters,
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}
