import {
  defineIntegration,
  field,
  fields,
  mediaStream,
  oauth2,
  type SyncContext,
} from '@tributary/integration-kit'
import { createProviderSimulator, type SimulatorClient } from '@tributary/provider-simulator'
import { Type } from 'typebox'
import { testIntegration } from '../src/index.ts'

const API = 'https://api.talks.example.org'
const Me = Type.Object({ id: Type.String(), name: Type.String() })
const Talks = Type.Array(Type.Object({ id: Type.String(), title: Type.String(), seenOn: Type.String() }))

const connection = fields({ language: field.text({ label: 'Language of the talks', placeholder: 'en' }) })

const talks = defineIntegration({
  name: 'talks',
  displayName: 'Talks',
  version: '1.0.0',
  description: 'The talks you have seen.',
  config: fields({
    clientId: field.text({ label: 'Client ID', env: 'TALKS_CLIENT_ID' }),
    clientSecret: field.secret({ label: 'Client secret', env: 'TALKS_CLIENT_SECRET' }),
  }),
  auth: oauth2({
    authorizationUrl: 'https://talks.example.org/authorize',
    tokenUrl: 'https://talks.example.org/token',
    pkce: true,
    clientAuthentication: 'basic',
    rotation: 'strict',
  }),
  connection,
  api: { baseUrl: API },
  identify: async ({ http }) => http.get('/me', { schema: Me }),
  streams: [
    mediaStream({
      id: 'seen',
      displayName: 'Talks you have seen',
      scopes: ['history.read'],
      async *sync({
        http,
        window,
        connection: { language },
      }: SyncContext<{ connection: typeof connection }>) {
        const seen = await http.get('/seen', {
          schema: Talks,
          query: { from: window.startDate, to: window.endDate, language },
        })
        const records = seen.map((talk) => ({
          externalId: talk.id,
          type: 'video' as const,
          title: talk.title,
          occurredOn: talk.seenOn,
          raw: talk,
        }))
        yield { records, cursor: null }
      },
    }),
  ],
})

// What the simulator's clock shows is the date of the talk, so that there is one in every window.
const startTalks = (client: SimulatorClient) =>
  createProviderSimulator({
    name: 'Talks',
    profile: {
      authorizationUrl: 'https://talks.example.org/authorize',
      tokenUrl: 'https://talks.example.org/token',
      clientAuthentication: ['basic'],
      pkce: 'required',
      rotation: 'strict',
      accessTokenSeconds: 3600,
      scopes: ['history.read'],
    },
    clients: [client],
    accounts: [
      { id: 'ada', name: 'Ada' },
      { id: 'grace', name: 'Grace' },
    ],
    routes: [
      { url: `${API}/me`, handle: ({ account }) => ({ body: { id: account.id, name: account.name } }) },
      {
        url: `${API}/seen`,
        scopes: ['history.read'],
        handle({ account, now }) {
          const seenOn = new Date(now).toISOString().slice(0, 10)
          return { body: [{ id: `${account.id}-${seenOn}`, title: 'On Simulators', seenOn }] }
        },
      },
    ],
  })

testIntegration(talks, { provider: startTalks, connection: { language: 'en' } })
