import {
  apiKey,
  credentials,
  defineIntegration,
  deviceCode,
  field,
  fields,
  type Integration,
  mediaStream,
} from '@tributary/integration-kit'
import {
  createProviderSimulator,
  keyProfile,
  type ProviderProfile,
  type ProviderSimulator,
  type SimulatorClient,
  type TokenCarrier,
} from '@tributary/provider-simulator'
import { Type } from 'typebox'

/** One small provider, and an integration for it by each kind of auth that is no plain OAuth. */
const API = 'https://api.kinds.example'
const HOUR = 3_600_000

const Me = Type.Object({ id: Type.String() })
const Notes = Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), at: Type.String() })) })

const stream = mediaStream({
  id: 'notes',
  displayName: 'Notes',
  async *sync({ http }) {
    const { items } = await http.get('/notes', { schema: Notes })
    yield {
      records: items.map(({ id, at }) => ({
        externalId: id,
        type: 'article' as const,
        title: id,
        occurredOn: at.slice(0, 10),
        raw: { id },
      })),
      cursor: null,
    }
  },
})

const parts = (name: string) => ({
  name,
  displayName: name,
  version: '1.0.0',
  description: 'For tests.',
  api: { baseUrl: API },
  identify: async ({ http }: Parameters<NonNullable<Integration['definition']['identify']>>[0]) =>
    http.get('/me', { schema: Me }),
  streams: [stream],
})

export const byHeader = defineIntegration({
  ...parts('by-header'),
  auth: apiKey({ header: 'x-api-key', howTo: ['Copy it.'] }),
})

export const byQuery = defineIntegration({
  ...parts('by-query'),
  auth: apiKey({ query: 'key', howTo: ['Copy it.'] }),
})

/** A password that is exchanged for a session, which goes in a cookie. */
export const bySession = defineIntegration({
  ...parts('by-session'),
  auth: credentials({
    fields: Type.Object({ password: field.secret({ label: 'Password' }) }),
    howTo: ['Use your password.'],
    async signIn({ http, credentials: { password } }) {
      const { token } = await http.post('/sign-in', {
        schema: Type.Object({ token: Type.String() }),
        json: { password },
      })
      return { values: { token } }
    },
    authorize: ({ session }) => ({ headers: { cookie: `sid=${session['token']}` } }),
  }),
})

export const byDevice = defineIntegration({
  ...parts('by-device'),
  config: fields({
    clientId: field.text({ label: 'Client ID', env: 'BY_DEVICE_ID' }),
    clientSecret: field.secret({ label: 'Client secret', env: 'BY_DEVICE_SECRET' }),
  }),
  auth: deviceCode({
    deviceAuthorizationUrl: 'https://login.kinds.example/device',
    tokenUrl: 'https://login.kinds.example/token',
    clientAuthentication: 'body',
    rotation: 'strict',
  }),
})

/** The provider of those that carry a key or a session in a place of their own. */
export function startKeyed(
  tokenOf: (request: TokenCarrier) => string | undefined,
): Promise<ProviderSimulator> {
  return start(keyProfile({ tokenOf }))
}

export function startWithDevices(client: SimulatorClient): Promise<ProviderSimulator> {
  const profile: ProviderProfile = {
    deviceAuthorizationUrl: 'https://login.kinds.example/device',
    tokenUrl: 'https://login.kinds.example/token',
    scopes: [],
    clientAuthentication: ['body'],
    pkce: 'ignored',
    rotation: 'strict',
    accessTokenSeconds: 3600,
  }
  return start(profile, [client])
}

function start(
  profile: ProviderProfile,
  clients: readonly SimulatorClient[] = [],
): Promise<ProviderSimulator> {
  return createProviderSimulator({
    name: 'Kinds',
    profile,
    clients,
    accounts: [
      { id: 'ada', name: 'Ada' },
      { id: 'bob', name: 'Bob' },
    ],
    routes: [
      { url: `${API}/me`, handle: ({ account }) => ({ body: { id: account.id } }) },
      // The key of an account is its password, and its session too.
      {
        method: 'POST',
        url: `${API}/sign-in`,
        handle: ({ body }) => ({ body: { token: (body as { password: string }).password } }),
      },
      {
        url: `${API}/notes`,
        handle({ account, now, dataFaults }) {
          const hours = Array.from({ length: 9 }, (_, back) => Math.floor(now / HOUR) - back)
          const items = hours.map((hour) => ({
            id: `${account.id} ${hour}`,
            at: new Date(hour * HOUR).toISOString(),
          }))
          return { body: { items: dataFaults.has('duplicates') ? [...items, ...items] : items } }
        },
      },
    ],
  })
}
