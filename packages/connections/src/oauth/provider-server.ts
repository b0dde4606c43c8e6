import type { ConfigurationValues, IntegrationDefinition, OAuthServer } from '@tributary/integration-kit/host'
import type { ProviderFetch } from '@tributary/provider-client'
import * as oauth from 'oauth4webapi'
import type { Parts } from '../parts.ts'
import { adaptFetch } from './adapt-fetch.ts'
import { clientAuthentication, encodingHint } from './client-authentication.ts'
import { OAuthFailure } from './oauth-failure.ts'

/** The endpoints of an authorization server that its flow uses. */
export interface ServerAuth extends OAuthServer {
  readonly authorizationUrl?: string
  readonly deviceAuthorizationUrl?: string
  readonly issuer?: string
  readonly pkce?: boolean
}

/** A provider's authorization server and our client there, for oauth4webapi. */
export interface ProviderServer {
  readonly auth: ServerAuth
  readonly displayName: string
  readonly server: oauth.AuthorizationServer
  readonly client: oauth.Client
  readonly clientAuth: oauth.ClientAuth
  /** A hint for a client that is refused although correct. */
  readonly clientHint: string | undefined
  readonly options: oauth.TokenEndpointRequestOptions
}

/** To a waiting person, a token request that takes longer has failed. */
const TIMEOUT_MILLISECONDS = 20_000

/**
 * The server and our client, with the current settings of the administrator.
 *
 * @throws OAuthFailure `client` when nothing is set
 */
export async function openProviderServer(
  { settings, fetch }: Pick<Parts, 'settings' | 'fetch'>,
  definition: IntegrationDefinition,
  auth: ServerAuth,
): Promise<ProviderServer> {
  const values = await settings.read(definition.name)
  if (values === undefined)
    throw new OAuthFailure(
      'client',
      `The client of ${definition.displayName} is not set: an administrator must set it.`,
    )
  return providerServer(definition, { auth, values, fetch })
}

/** Combines a definition with the administrator's values. */
export function providerServer(
  { name, displayName }: Pick<IntegrationDefinition, 'name' | 'displayName'>,
  {
    auth,
    values,
    fetch,
  }: { readonly auth: ServerAuth; readonly values: ConfigurationValues; readonly fetch: ProviderFetch },
): ProviderServer {
  const credentials = { id: textOf(values, 'clientId'), secret: textOf(values, 'clientSecret') }
  return {
    auth,
    displayName,
    server: {
      // The library compares `iss` with it; a provider without an issuer gets a placeholder, and `iss` is ignored.
      issuer: auth.issuer ?? `https://${name}.invalid`,
      ...(auth.authorizationUrl === undefined ? {} : { authorization_endpoint: auth.authorizationUrl }),
      ...(auth.deviceAuthorizationUrl === undefined
        ? {}
        : { device_authorization_endpoint: auth.deviceAuthorizationUrl }),
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
