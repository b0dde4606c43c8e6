import type { OAuthServer } from '@tributary/integration-kit/host'
import * as oauth from 'oauth4webapi'

/** The client credentials that the administrator has set. */
export interface ClientCredentials {
  readonly id: string
  readonly secret: string
}

/** The client authentication at the token endpoint, for oauth4webapi. */
export function clientAuthentication(auth: OAuthServer, { id, secret }: ClientCredentials): oauth.ClientAuth {
  if (auth.clientAuthentication === 'none') return oauth.None()
  if (auth.clientAuthentication === 'body') return oauth.ClientSecretPost(secret)
  return auth.quirks?.basicCredentials === 'raw' ? rawBasic({ id, secret }) : oauth.ClientSecretBasic(secret)
}

function rawBasic({ id, secret }: ClientCredentials): oauth.ClientAuth {
  const credentials = Buffer.from(`${id}:${secret}`, 'utf8').toString('base64')
  return (_server, _client, _body, headers) => headers.set('authorization', `Basic ${credentials}`)
}

/**
 * A hint for the administrator for a client that is refused although correct: its credentials contain characters that
 * a server may compare without decoding.
 */
export function encodingHint(auth: OAuthServer, { id, secret }: ClientCredentials): string | undefined {
  if (auth.clientAuthentication !== 'basic' || auth.quirks?.basicCredentials === 'raw') return undefined
  if (/^[A-Za-z0-9]*$/.test(id + secret)) return undefined
  return 'The id or secret contains characters other than letters and digits, which are sent percent-encoded (RFC 6749, section 2.3.1): if both are correct, the provider does not decode them, and its integration needs the quirk basicCredentials: "raw".'
}
