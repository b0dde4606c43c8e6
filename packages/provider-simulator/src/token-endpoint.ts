import { createHash } from 'node:crypto'
import type { AuthorizationServer } from './authorization-server.ts'
import { authenticatedClient, readClientClaim } from './client-authentication.ts'
import { bodyOf, type Exchange } from './exchange.ts'
import { TokenRefusal, type Tokens } from './grants.ts'
import type { SimulatorClient, TokenFailure, TokenFailureReason } from './provider-profile.ts'
import type { SimulatorReply } from './simulator-route.ts'

/** RFC 8628, section 3.4. */
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** The token endpoint (RFC 6749, sections 4.1.3 and 6). */
export function token(server: AuthorizationServer, exchange: Exchange): SimulatorReply {
  try {
    return answerTo(server, exchange)
  } catch (error) {
    if (!(error instanceof TokenRefusal)) throw error
    server.log.tokenCalls.refused += 1
    return failureReply(server, error.reason)
  }
}

function answerTo(server: AuthorizationServer, exchange: Exchange): SimulatorReply {
  const parameters = parametersOf(server, exchange)
  const claim = readClientClaim(exchange.headers['authorization'], parameters, server.clientIdParameter)
  const client = authenticatedClient(claim, server.clients, server.switches.clientAuthentication)
  if (client === undefined) throw new TokenRefusal('client')
  const grantType = parameters['grant_type']
  if (grantType === 'authorization_code') {
    server.log.tokenCalls.authorization_code += 1
    return tokenReply(server, exchangeCode(server, client, parameters))
  }
  if (grantType === DEVICE_GRANT) return tokenReply(server, exchangeDeviceCode(server, client, parameters))
  if (grantType === 'refresh_token') {
    server.log.tokenCalls.refresh_token += 1
    return tokenReply(server, server.grants.refresh(parameters['refresh_token'] ?? '', client.id))
  }
  throw new TokenRefusal('grant-type')
}

function parametersOf(server: AuthorizationServer, exchange: Exchange): Record<string, string> {
  const { tokenRequest = 'form', tokenParameters = {} } = server.profile
  const type = exchange.headers['content-type'] ?? ''
  const expected = tokenRequest === 'json' ? 'json' : 'application/x-www-form-urlencoded'
  if (exchange.method !== 'POST' || !type.includes(expected)) throw new TokenRefusal('request')
  const body = bodyOf(exchange)
  if (typeof body !== 'object' || body === null) throw new TokenRefusal('request')
  const parameters = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]))
  for (const [name, value] of Object.entries(tokenParameters))
    if (parameters[name] !== value) throw new TokenRefusal('request')
  return parameters
}

function exchangeCode(
  server: AuthorizationServer,
  client: SimulatorClient,
  parameters: Readonly<Record<string, string>>,
): Tokens {
  const code = server.codes.take(parameters['code'] ?? '', client.id)
  if (parameters['redirect_uri'] !== code.redirectUri) throw new TokenRefusal('redirect-uri')
  checkVerifier(code.codeChallenge, parameters['code_verifier'], client)
  const { account, clientId, scopes, givesRefreshToken } = code
  const tokens = server.grants.begin({ account, clientId, scopes: new Set(scopes) }, givesRefreshToken)
  code.grant = tokens.grant
  return tokens
}

/** RFC 7636, section 4.6. A verifier without a challenge is refused too: RFC 9700, section 2.1.1. */
function checkVerifier(
  challenge: string | undefined,
  verifier: string | undefined,
  client: SimulatorClient,
): void {
  if (challenge === undefined) {
    // Without a secret, only PKCE binds the code to the requesting client.
    if (client.secret === undefined) throw new TokenRefusal('pkce')
    return
  }
  if (verifier === undefined || !/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) throw new TokenRefusal('pkce')
  if (createHash('sha256').update(verifier).digest('base64url') !== challenge) throw new TokenRefusal('pkce')
}

function exchangeDeviceCode(
  server: AuthorizationServer,
  client: SimulatorClient,
  parameters: Readonly<Record<string, string>>,
): Tokens {
  const { decision, scopes } = server.deviceCodes.take(parameters['device_code'] ?? '', client.id)
  const allowed = scopes.filter((scope) => decision.scopes?.includes(scope) ?? true)
  const account = server.accountOf(decision.account)
  return server.grants.begin({ account, clientId: client.id, scopes: new Set(allowed) }, true)
}

function tokenReply(server: AuthorizationServer, tokens: Tokens): SimulatorReply {
  const { accessTokenSeconds, scopeSeparator = ' ', omit = [], tokenStatus = 200 } = server.switches
  const whole: Record<string, unknown> = {
    access_token: tokens.accessToken,
    token_type: 'Bearer',
    expires_in: accessTokenSeconds,
    scope: [...tokens.grant.scopes].join(scopeSeparator),
  }
  if (tokens.refreshToken !== undefined) whole['refresh_token'] = tokens.refreshToken
  const reply = Object.fromEntries(
    Object.entries(whole).filter(([name]) => !(omit as readonly string[]).includes(name)),
  )
  return {
    status: tokenStatus,
    headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
    body: server.profile.tokenReply?.(reply, tokens.grant.account) ?? reply,
  }
}

const FAILURES: Readonly<Record<TokenFailureReason, Omit<TokenFailure, 'reason'>>> = {
  request: { error: 'invalid_request', description: 'The request is malformed' },
  client: { error: 'invalid_client', description: 'Invalid client' },
  'grant-type': { error: 'unsupported_grant_type', description: 'Unsupported grant type' },
  'code-unknown': { error: 'invalid_grant', description: 'Invalid authorization code' },
  'code-used': { error: 'invalid_grant', description: 'Authorization code already used' },
  'code-expired': { error: 'invalid_grant', description: 'Authorization code expired' },
  'redirect-uri': { error: 'invalid_grant', description: 'Redirect URI mismatch' },
  pkce: { error: 'invalid_grant', description: 'code_verifier was incorrect' },
  'device-pending': { error: 'authorization_pending', description: 'The code has not been entered' },
  'device-denied': { error: 'access_denied', description: 'The person said no' },
  'device-expired': { error: 'expired_token', description: 'The code has expired' },
  'refresh-unknown': { error: 'invalid_grant', description: 'Invalid refresh token' },
  'refresh-reused': { error: 'invalid_grant', description: 'Refresh token already used' },
  'refresh-expired': { error: 'invalid_grant', description: 'Refresh token expired' },
  'refresh-revoked': { error: 'invalid_grant', description: 'Refresh token revoked' },
}

function failureReply(server: AuthorizationServer, reason: TokenFailureReason): SimulatorReply {
  const failure = { ...FAILURES[reason], reason }
  if (server.profile.tokenErrorReply !== undefined) return server.profile.tokenErrorReply(failure)
  const isClient = failure.error === 'invalid_client'
  return {
    status: isClient ? 401 : 400,
    headers: isClient ? { 'www-authenticate': 'Basic realm="simulator"' } : {},
    body: { error: failure.error, error_description: failure.description },
  }
}
