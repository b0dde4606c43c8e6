import {
  dailyMetricStream,
  defineIntegration,
  field,
  type Integration,
  mediaStream,
  oauth2,
} from '@tributary/integration-kit'
import { createProviderSimulator, type ProviderSimulator } from '@tributary/provider-simulator'
import { Type } from 'typebox'
import { PUBLIC_URL } from './connected-server.ts'

const API = 'https://api.bay.example/v1'
const Plays = Type.Object({
  warning: Type.Optional(Type.String()),
  items: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), date: Type.String() })),
})
const Steps = Type.Object({ steps: Type.Number() })

const plays = mediaStream({
  id: 'plays',
  displayName: 'Plays',
  scopes: ['plays'],
  async *sync({ http, window }) {
    const { items, warning } = await http.get('/plays', { schema: Plays, query: { from: window.startDate } })
    const records = items.map(({ id, title, date }) => ({
      externalId: id,
      type: 'track' as const,
      title,
      occurredOn: date,
      raw: { id },
    }))
    yield { records, cursor: null, ...(warning === undefined ? {} : { warning }) }
  },
})

const activity = dailyMetricStream({
  id: 'activity',
  displayName: 'Activity',
  scopes: ['activity'],
  fields: { steps: { label: 'Steps', type: 'number' } },
  async *sync({ http, window }) {
    const date = window.endDate
    const { steps } = await http.get('/steps', { schema: Steps, query: { date } })
    yield { records: [{ field: 'steps', date, value: steps }], cursor: date, covers: window }
  },
})

/** Two streams behind two scopes of one provider, which `startBay` simulates. */
export const bay: Integration = defineIntegration({
  name: 'bay',
  displayName: 'Bay',
  version: '1.0.0',
  description: 'For tests: plays and steps.',
  config: Type.Object({
    clientId: field.text({ label: 'Client ID', env: 'BAY_CLIENT_ID' }),
    clientSecret: field.secret({ label: 'Client secret', env: 'BAY_CLIENT_SECRET' }),
  }),
  auth: oauth2({
    authorizationUrl: 'https://login.bay.example/authorize',
    tokenUrl: 'https://login.bay.example/token',
    revocation: { url: 'https://login.bay.example/revoke' },
    pkce: true,
    clientAuthentication: 'body',
    rotation: 'strict',
  }),
  facts: {
    testingClient: {
      refreshTokenDays: 7,
      explanation: 'Your Bay app is still in testing: publish it and reconnect.',
    },
  },
  api: { baseUrl: API },
  identify: async ({ http }) =>
    http.get('/me', { schema: Type.Object({ id: Type.String(), name: Type.String() }) }),
  streams: [plays, activity],
})

export const BAY_CLIENT = {
  id: 'bay-client',
  secret: 'canary-client-secret-4f1d',
  redirectUris: [`${PUBLIC_URL}/api/bay/callback`],
}

export const BAY_ENVIRONMENT = { BAY_CLIENT_ID: BAY_CLIENT.id, BAY_CLIENT_SECRET: BAY_CLIENT.secret }

/** The provider of `bay`, with its refresh tokens rotating and re-use punished. */
export function startBay(): Promise<ProviderSimulator> {
  return createProviderSimulator({
    name: 'Bay',
    accounts: [
      { id: 'ada', name: 'Ada' },
      { id: 'bob', name: 'Bob' },
    ],
    clients: [BAY_CLIENT],
    profile: {
      authorizationUrl: 'https://login.bay.example/authorize',
      tokenUrl: 'https://login.bay.example/token',
      revocation: { url: 'https://login.bay.example/revoke', style: 'form' },
      apiUrls: [API],
      clientAuthentication: ['body'],
      pkce: 'required',
      rotation: 'strict',
      accessTokenSeconds: 3600,
      scopes: ['plays', 'activity'],
    },
    routes: [
      { url: `${API}/me`, handle: ({ account }) => ({ body: { id: account.id, name: account.name } }) },
      {
        url: `${API}/plays`,
        scopes: ['plays'],
        handle: () => ({ body: { items: [{ id: 'one', title: 'One', date: '2026-11-20' }] } }),
      },
      { url: `${API}/steps`, scopes: ['activity'], handle: () => ({ body: { steps: 4321 } }) },
    ],
  })
}
