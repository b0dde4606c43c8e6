import type { AuthorizationServer } from './authorization-server.ts'
import { authenticatedClient, readClientClaim } from './client-authentication.ts'
import { type Exchange, formOf } from './exchange.ts'
import type { SimulatorReply } from './simulator-route.ts'

const CODE_SECONDS = 600

/** The device authorization endpoint (RFC 8628, section 3.1). */
export function authorizeDevice(server: AuthorizationServer, exchange: Exchange): SimulatorReply {
  const form = formOf(exchange.text)
  const claim = readClientClaim(exchange.headers['authorization'], form, server.clientIdParameter)
  const client = authenticatedClient(claim, server.clients, server.switches.clientAuthentication)
  if (exchange.method !== 'POST' || client === undefined)
    return { status: 401, body: { error: 'invalid_client' } }
  const scopes = (form['scope'] ?? '').split(server.switches.scopeSeparator ?? ' ').filter(Boolean)
  const unknown = scopes.find((scope) => !server.profile.scopes.includes(scope))
  if (unknown !== undefined)
    return { status: 400, body: { error: 'invalid_scope', error_description: `no scope "${unknown}"` } }
  const { deviceCode, userCode } = server.deviceCodes.issue({ clientId: client.id, scopes }, CODE_SECONDS)
  return {
    body: {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: new URL('/activate', server.profile.deviceAuthorizationUrl).href,
      expires_in: CODE_SECONDS,
      interval: 1,
    },
  }
}
