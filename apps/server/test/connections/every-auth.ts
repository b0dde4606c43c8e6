import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  apiKey,
  basicAuth,
  credentials,
  defineIntegration,
  deviceCode,
  field,
  fields,
  type Integration,
  IntegrationError,
  isIntegrationError,
  mediaStream,
  oauth2,
  type SyncContext,
} from '@tributary/integration-kit'
import { Type } from 'typebox'

/** A provider of a test's own: what it was asked, and what it answers to each path. */
export class EveryAuthProvider {
  readonly origin: string
  readonly seen: Asked[] = []
  answers: Readonly<Record<string, (asked: Asked) => Answer | Promise<Answer>>> = {}
  readonly #close: () => void

  private constructor(origin: string, close: () => void) {
    this.origin = origin
    this.#close = close
  }

  static async start(): Promise<EveryAuthProvider> {
    const server = createServer((request, response) => void provider.#answer(request, response))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const provider = new EveryAuthProvider(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      () => {
        server.closeAllConnections()
        server.close()
      },
    )
    return provider
  }

  stop(): void {
    this.#close()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const [path = ''] = (request.url ?? '').split('?')
    const asked = { path, headers: request.headers, form: new URLSearchParams(body), body }
    this.seen.push(asked)
    const { status = 200, json } = (await this.answers[path]?.(asked)) ?? { status: 404, json: {} }
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(json === undefined ? '' : JSON.stringify(json))
  }
}

export interface Asked {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly form: URLSearchParams
  readonly body: string
}

interface Answer {
  readonly status?: number
  readonly json?: object
}

const Account = Type.Object({ id: Type.String() })
const Items = Type.Object({ items: Type.Array(Type.Unknown()) })

const plays = (scopes?: readonly (string | readonly string[])[]) =>
  mediaStream({
    id: 'plays',
    displayName: 'Plays',
    ...(scopes === undefined ? {} : { scopes }),
    async *sync({ http }) {
      await http.get('/plays', { schema: Items })
      yield { records: [], cursor: 1 }
    },
  })

const client = Type.Object({
  clientId: field.text({ label: 'Client ID', env: 'EVERY_CLIENT_ID' }),
  clientSecret: field.secret({ label: 'Client secret', env: 'EVERY_CLIENT_SECRET' }),
})

export const CLIENT_ENVIRONMENT = { EVERY_CLIENT_ID: 'client', EVERY_CLIENT_SECRET: 'client-secret' }

const description = (name: string, origin: string) => ({
  name,
  displayName: name[0]?.toUpperCase() + name.slice(1),
  version: '1.0.0',
  description: 'For tests.',
  api: { baseUrl: `${origin}/${name}` },
  schedule: { everyMinutes: 24 * 60 },
})

/** What the sync of `box` was given. */
export const given: SyncContext[] = []

/** One reference integration for each kind of auth that is not a plain key. */
export function everyAuth(origin: string): readonly Integration[] {
  return [
    defineIntegration({
      ...description('session', origin),
      auth: credentials({
        fields: Type.Object({
          username: field.text({ label: 'User name' }),
          password: field.secret({ label: 'Password' }),
        }),
        howTo: ['Use your account.'],
        async signIn({ http, credentials: entered }) {
          const { token } = await http
            .post('/sign-in', { schema: Type.Object({ token: Type.String() }), json: entered })
            .catch((error: unknown) => {
              throw isIntegrationError(error, 'auth_expired')
                ? new IntegrationError('auth_expired', 'Wrong user name or password.')
                : error
            })
          return { values: { token }, expiresInSeconds: 3600 }
        },
        authorize: ({ session }) => ({ headers: { cookie: `sid=${session['token']}` } }),
      }),
      identify: async ({ http }) => http.get('/me', { schema: Account }),
      streams: [plays()],
    }),
    defineIntegration({
      ...description('box', origin),
      config: fields({ region: field.text({ label: 'Region', default: 'eu' }) }),
      connection: fields({
        baseUrl: field.url({ label: 'Address of your server' }),
        library: field.text({ label: 'Library', default: 'main' }),
      }),
      auth: apiKey({ header: 'x-token', howTo: ['Make one.'] }),
      api: {
        baseUrl: ({ connection }) => `${connection.baseUrl}/box`,
        headers: ({ config, connection }) => ({
          'x-region': config.region,
          'x-library': connection.library,
        }),
      },
      identify: async ({ http }) => http.get('/me', { schema: Account }),
      streams: [
        mediaStream({
          id: 'plays',
          displayName: 'Plays',
          async *sync(context) {
            given.push(context)
            await context.http.get('/plays', { schema: Items })
            yield { records: [], cursor: 1 }
          },
        }),
      ],
    }),
    defineIntegration({
      ...description('basic', origin),
      auth: basicAuth({ howTo: ['Make an app password.'] }),
      identify: async ({ http }) => http.get('/me', { schema: Account }),
      streams: [plays()],
    }),
    defineIntegration({
      ...description('device', origin),
      config: client,
      auth: deviceCode({
        deviceAuthorizationUrl: `${origin}/device/code`,
        tokenUrl: `${origin}/device/token`,
        clientAuthentication: 'body',
        rotation: 'strict',
        quirks: { errorOfStatus: { 418: 'access_denied' } },
      }),
      identify: async ({ http }) => http.get('/me', { schema: Account }),
      streams: [plays(['read'])],
    }),
    defineIntegration({
      ...description('run', origin),
      config: client,
      auth: oauth2({
        authorizationUrl: `${origin}/run/authorize`,
        tokenUrl: `${origin}/run/token`,
        revocation: { url: `${origin}/run/deauthorize`, token: 'access_token', parameter: 'access_token' },
        pkce: true,
        clientAuthentication: 'body',
        rotation: 'strict',
        grantedScopesIn: 'callback',
        scopeSeparator: ',',
      }),
      identify: async ({ tokenReply: { athlete } }) => ({ id: String((athlete as { id: number }).id) }),
      streams: [plays(['profile', ['activity:read', 'activity:read_all']])],
    }),
  ]
}
