import type { OAuthServer } from '@tributary/integration-kit/host'
import * as oauth from 'oauth4webapi'

/** What the administrator has set of a client. */
export interface ClientCredentials {
  readonly id: string
  readonly secret: string
}

/** How the client proves itself at the token endpoint, as oauth4webapi takes it. */
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
 * What to try where the client is refused although it is right: a sentence for the administrator, where its credentials have
 * characters that a server may compare without decoding them.
 */
export function encodingHint(auth: OAuthServer, { id, secret }: ClientCredentials): string | undefined {
  if (auth.clientAuthentication !== 'basic' || auth.quirks?.basicCredentials === 'raw') return undefined
  if (/^[A-Za-z0-9]*$/.test(id + secret)) return undefined
  return 'The id or secret has characters other than letters and digits, which are sent percent-encoded (RFC 6749, section 2.3.1): if both are right, the provider does not decode them, and its integration needs the quirk basicCredentials: "raw".'
}
