import type { AuthorizationServer } from './authorization-server.ts'
import { authenticatedClient, readClientClaim } from './client-authentication.ts'
import { type Exchange, formOf } from './exchange.ts'
import type { RevocationProfile } from './provider-profile.ts'
import type { SimulatorReply } from './simulator-route.ts'

/** The revocation endpoint: RFC 7009, or with the token in the query string, like Google's. */
export function revoke(
  server: AuthorizationServer,
  revocation: RevocationProfile,
  exchange: Exchange,
): SimulatorReply {
  if (exchange.method !== 'POST') return { status: 405, body: { error: 'invalid_request' } }
  const form = formOf(exchange.text)
  const { parameter = 'token' } = revocation
  if (revocation.style === 'form') {
    const claim = readClientClaim(exchange.headers['authorization'], form, server.clientIdParameter)
    if (authenticatedClient(claim, server.clients, server.switches.clientAuthentication) === undefined)
      return { status: 401, body: { error: 'invalid_client' } }
  }
  const token = revocation.style === 'query' ? exchange.url.searchParams.get(parameter) : form[parameter]
  const grant = server.grants.grantOfToken(token ?? '')
  if (grant === undefined || grant.revoked) {
    // RFC 7009, section 2.2 calls an unknown token a success; Google does not.
    return revocation.style === 'form'
      ? { status: 200, body: {} }
      : { status: 400, body: { error: 'invalid_token', error_description: 'Token expired or revoked' } }
  }
  if (revocation.ends === 'consent') server.revokeConsent(grant.account.id, grant.clientId)
  else grant.revoked = true
  return { status: 200, body: {} }
}
