import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** A certified authorization server with an API behind it, on the loopback interface. */
export interface OidcServer {
  readonly issuer: string
  /** Requests to the token endpoint so far, by grant type. */
  readonly tokenCalls: Readonly<Record<string, number>>
  stop(): Promise<void>
}

export interface OidcClient {
  readonly id: string
  readonly secret: string
  readonly redirectUris: readonly string[]
}

/**
 * Starts oidc-provider: PKCE required, `iss` in every response, refresh tokens rotate, and one that is used twice ends
 * its grant. People sign in with any name. `/api/me` and `/api/plays` take its access tokens.
 */
export async function startOidcServer(
  clients: readonly OidcClient[],
  accessTokenSeconds = 3600,
): Promise<OidcServer> {
  const tokenCalls: Record<string, number> = {}
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: clients.map(({ id, secret, redirectUris }) => ({
      client_id: id,
      client_secret: secret,
      redirect_uris: [...redirectUris],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_basic',
    })),
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access', 'plays.read'],
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    findAccount: async (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id }),
    }),
    cookies: { keys: [randomBytes(16).toString('hex')] },
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 86_400,
      Interaction: 600,
      IdToken: 600,
    },
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true, allowedPolicy: async () => true },
    },
  })
  const handle = provider.callback()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/api/')) return void answerApi(provider, request, response)
    if (request.url === '/token') countGrant(request, tokenCalls)
    void handle(request, response)
  })
  return {
    issuer,
    tokenCalls,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function countGrant(request: IncomingMessage, counts: Record<string, number>): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => void chunks.push(chunk))
  request.on('end', () => {
    const grant = new URLSearchParams(Buffer.concat(chunks).toString()).get('grant_type') ?? 'none'
    counts[grant] = (counts[grant] ?? 0) + 1
  })
}

async function answerApi(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const bearer = request.headers.authorization?.replace('Bearer ', '')
  const token = bearer === undefined ? undefined : await provider.AccessToken.find(bearer)
  response.setHeader('content-type', 'application/json')
  if (token === undefined || token.isExpired)
    return void response.writeHead(401).end('{"error":"invalid_token"}')
  if (request.url === '/api/me')
    return void response.end(JSON.stringify({ id: token.accountId, name: token.accountId.toUpperCase() }))
  if (!token.scope.split(' ').includes('plays.read'))
    return void response.writeHead(403).end('{"error":"insufficient_scope"}')
  response.end(JSON.stringify({ items: [{ id: 'one', title: 'One', date: '2026-11-20' }] }))
}
