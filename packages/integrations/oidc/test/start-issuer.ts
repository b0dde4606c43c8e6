import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SignInService } from '@tributary/testkit'
import Provider from 'oidc-provider'
import { visitIssuer } from './visit-issuer.ts'

export const CLIENT = { id: 'tributary', secret: 'a-secret-with +/%&-characters' } as const

export interface RealIssuer extends SignInService {
  readonly issuer: string
}

/** How our client proves itself at the issuer. */
export type ClientAuthentication = 'basic' | 'post' | 'none'

const METHODS = { basic: 'client_secret_basic', post: 'client_secret_post', none: 'none' } as const

/** Starts oidc-provider, a certified issuer: PKCE required, `iss` in every response. People sign in with any name. */
export async function startIssuer(
  redirectUri: string,
  clientAuthentication: ClientAuthentication = 'basic',
): Promise<RealIssuer> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const isPublic = clientAuthentication === 'none'
  const provider = createQuietly(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        ...(isPublic ? {} : { client_secret: CLIENT.secret }),
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: METHODS[clientAuthentication],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    findAccount: async (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        name: id.toUpperCase(),
        email: `${id}@example.org`,
        email_verified: true,
      }),
    }),
    cookies: { keys: [randomBytes(16).toString('hex')] },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      Session: 600,
      Interaction: 600,
      IdToken: 600,
    },
    features: { devInteractions: { enabled: true } },
  })
  const handle = provider.callback()
  let isHanging = false
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!isHanging) void handle(request, response)
  })
  return {
    issuer,
    allow: '127.0.0.1',
    values: {
      issuer,
      clientId: CLIENT.id,
      clientAuthentication,
      ...(isPublic ? {} : { clientSecret: CLIENT.secret }),
    },
    visit: async (url, person) => Object.fromEntries((await visitIssuer(url, person)).searchParams),
    hang: () => {
      isHanging = true
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Its constructor warns of what is only for development: accounts, pages and keys that end with the process. */
function createQuietly(issuer: string, configuration: object): Provider {
  // oxlint-disable no-console -- what it prints is for operators
  const { warn } = console
  console.warn = () => {}
  try {
    return new Provider(issuer, configuration)
  } finally {
    console.warn = warn
    // oxlint-enable no-console
  }
}
