import { IntegrationError } from '@tributary/integration-kit'
import { boundedFetch, type GuardedFetch, type LibraryFetch } from '@tributary/integration-kit/providers'
import * as oauth from 'oauth4webapi'
import { passedOn } from './failure.ts'
import type { OidcConfig } from './form.ts'

/** How long a discovery document is used: its endpoints change rarely, and beginning a sign-in must not cost the issuer a request each. */
const DISCOVERY_MILLISECONDS = 600_000

/**
 * Far more than a discovery document, a key set or a token response takes. To a waiting person, a request that takes longer has failed.
 */
const FETCH_LIMITS = { mostBytes: 1024 * 1024, milliseconds: 10_000 }

/** How requests are sent. */
interface RequestOptions {
  readonly [oauth.customFetch]: LibraryFetch
  readonly [oauth.allowInsecureRequests]: boolean
}

/** The issuer and our client there, for oauth4webapi. */
export interface Issuer {
  readonly server: oauth.AuthorizationServer
  readonly client: oauth.Client
  readonly clientAuth: oauth.ClientAuth
  readonly options: RequestOptions
}

/**
 * Reads the issuer through its discovery document, again after ten minutes.
 *
 * @throws IntegrationError `bad_configuration`, `upstream`
 */
export function issuerReader(
  { config, fetch }: { readonly config: OidcConfig; readonly fetch: GuardedFetch },
  now: () => number = Date.now,
): () => Promise<Issuer> {
  const { clientId, clockTolerance } = config
  const address = checkedAddress(config.issuer)
  const options = {
    [oauth.customFetch]: boundedFetch(fetch, FETCH_LIMITS),
    [oauth.allowInsecureRequests]: address.protocol === 'http:',
  }
  const client = { client_id: clientId, [oauth.clockTolerance]: clockTolerance }
  let known: { readonly server: oauth.AuthorizationServer; readonly until: number } | undefined
  return async () => {
    if (known === undefined || known.until <= now())
      known = { server: await discover(address, options), until: now() + DISCOVERY_MILLISECONDS }
    return { server: known.server, client, clientAuth: clientAuthentication(config), options }
  }
}

/** OpenID Connect Discovery 1.0, section 2: https alone. Loopback addresses are for tests and for an issuer on this machine. */
function checkedAddress(issuer: string): URL {
  const address = new URL(issuer)
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(address.hostname)
  if (address.protocol === 'https:' || isLoopback) return address
  throw new IntegrationError('bad_configuration', 'The address of the issuer has to begin with https.')
}

async function discover(address: URL, options: RequestOptions): Promise<oauth.AuthorizationServer> {
  const server = await oauth
    .discoveryRequest(address, { ...options, algorithm: 'oidc' })
    .then(async (response) => oauth.processDiscoveryResponse(address, response))
    .catch((error: unknown) => {
      throw (
        passedOn(error) ??
        new IntegrationError(
          'bad_configuration',
          'There is no discovery document of this issuer at its address. Compare the address with the field "issuer" of the document.',
          { cause: error },
        )
      )
    })
  // The browser is sent to the first one, so that "javascript:" would be a script of this page.
  for (const endpoint of [server.authorization_endpoint, server.token_endpoint, server.jwks_uri])
    if (endpoint === undefined || URL.parse(endpoint)?.protocol !== address.protocol)
      throw new IntegrationError(
        'bad_configuration',
        'The discovery document of the issuer lacks an endpoint, or has one without https.',
      )
  return server
}

function clientAuthentication({
  clientAuthentication: method,
  clientSecret = '',
}: OidcConfig): oauth.ClientAuth {
  if (method === 'none') return oauth.None()
  return method === 'post' ? oauth.ClientSecretPost(clientSecret) : oauth.ClientSecretBasic(clientSecret)
}
