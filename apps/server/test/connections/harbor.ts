import { defineIntegration, field, type Integration, mediaStream, oauth2 } from '@tributary/integration-kit'
import { Type } from 'typebox'

const Plays = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), date: Type.String() })),
})

const plays = mediaStream({
  id: 'plays',
  displayName: 'Plays',
  scopes: ['plays.read'],
  async *sync({ http }) {
    const { items } = await http.get('/plays', { schema: Plays })
    yield {
      records: items.map(({ id, title, date }) => ({
        externalId: id,
        type: 'track' as const,
        title,
        occurredOn: date,
        raw: { id },
      })),
      cursor: null,
    }
  },
})

/** An integration as anybody could write it: the public kit, and nothing else of ours. */
export function harbor(name: string, issuer: string): Integration {
  return defineIntegration({
    name,
    displayName: `Harbor ${name}`,
    version: '1.0.0',
    description: 'For tests: plays behind a real authorization server.',
    config: Type.Object({
      clientId: field.text({ label: 'Client ID', env: `${name.toUpperCase()}_CLIENT_ID` }),
      clientSecret: field.secret({ label: 'Client secret', env: `${name.toUpperCase()}_CLIENT_SECRET` }),
    }),
    auth: oauth2({
      authorizationUrl: `${issuer}/auth`,
      tokenUrl: `${issuer}/token`,
      revocation: { url: `${issuer}/token/revocation` },
      issuer,
      extraScopes: ['openid', 'offline_access'],
      pkce: true,
      clientAuthentication: 'basic',
      rotation: 'strict',
      authorizationParameters: { prompt: 'consent' },
    }),
    api: { baseUrl: `${issuer}/api` },
    identify: async ({ http }) =>
      http.get('/me', { schema: Type.Object({ id: Type.String(), name: Type.String() }) }),
    streams: [plays],
  })
}
