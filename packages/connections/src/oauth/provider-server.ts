import type { ConfigurationValues, IntegrationDefinition, OAuth2Auth } from '@tributary/integration-kit'
import type { ProviderFetch } from '@tributary/provider-client'
import * as oauth from 'oauth4webapi'
import { adaptFetch } from './adapt-fetch.ts'
import { clientAuthentication, encodingHint } from './client-authentication.ts'

/** A provider's authorization server and our client there, as oauth4webapi takes them. */
export interface ProviderServer {
  readonly auth: OAuth2Auth
  readonly displayName: string
  readonly server: oauth.AuthorizationServer
  readonly client: oauth.Client
  readonly clientAuth: oauth.ClientAuth
  /** What to try where the client is refused although it is right. */
  readonly clientHint: string | undefined
  readonly options: oauth.TokenEndpointRequestOptions
}

/** A token request that takes longer has failed, for all that a waiting person can tell. */
const TIMEOUT_MILLISECONDS = 20_000

/** Puts a definition and what the administrator has set together. */
export function providerServer(
  { name, displayName, auth }: IntegrationDefinition & { readonly auth: OAuth2Auth },
  values: ConfigurationValues,
  fetch: ProviderFetch,
): ProviderServer {
  const credentials = { id: textOf(values, 'clientId'), secret: textOf(values, 'clientSecret') }
  return {
    auth,
    displayName,
    server: {
      // The library compares `iss` with it; a provider that names none gets one of ours, and `iss` is left aside.
      issuer: auth.issuer ?? `https://${name}.invalid`,
      authorization_endpoint: auth.authorizationUrl,
      token_endpoint: auth.tokenUrl,
      ...(auth.revocation === undefined ? {} : { revocation_endpoint: auth.revocation.url }),
    },
    client: { client_id: credentials.id },
    clientAuth: clientAuthentication(auth, credentials),
    clientHint: encodingHint(auth, credentials),
    options: {
      [oauth.customFetch]: adaptFetch(auth, fetch),
      // Addresses were checked when the integration was defined: http for loopback alone.
      [oauth.allowInsecureRequests]: true,
      signal: () => AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    },
  }
}

/** The settings hold texts under these keys: the definition was checked for it. */
function textOf(values: ConfigurationValues, key: string): string {
  const value = values[key]
  return typeof value === 'string' ? value : ''
}
