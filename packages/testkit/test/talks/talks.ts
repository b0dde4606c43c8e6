import { defineIntegration, field, mediaStream, oauth2 } from '@tributary/integration-kit'
import { Type } from 'typebox'

const Talks = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), seenOn: Type.String() })),
  next: Type.Optional(Type.String()),
})

const Account = Type.Object({ id: Type.String(), name: Type.String() })

const seen = mediaStream({
  id: 'seen',
  displayName: 'Talks you have seen',
  scopes: ['history.read'],
  async *sync({ http, window, cursor }) {
    const dates = `${window.startDate}/${window.endDate}`
    // An interrupted run goes on where it was; one of other dates begins at their beginning.
    const [read, after] = typeof cursor === 'string' ? cursor.split(' ') : []
    const query = { from: window.startDate, to: window.endDate, after: read === dates ? after : undefined }
    const pages = http.pages('/seen', {
      schema: Talks,
      query,
      next: ({ body }) => body.next && { query: { after: body.next } },
    })
    for await (const { items, next } of pages) {
      const records = items.map(({ id, title, seenOn }) => ({
        externalId: id,
        type: 'video' as const,
        title,
        occurredOn: seenOn,
        raw: { id, title, seenOn },
      }))
      yield { records, cursor: next === undefined ? null : `${dates} ${next}` }
    }
  },
})

export const talks = defineIntegration({
  name: 'talks',
  displayName: 'Talks',
  version: '1.0.0',
  description: 'The talks you have seen.',
  config: Type.Object({
    clientId: field.text({ label: 'Client ID', env: 'TALKS_CLIENT_ID' }),
    clientSecret: field.secret({ label: 'Client secret', env: 'TALKS_CLIENT_SECRET' }),
  }),
  setupInfo: ({ callbackUrl }) => [{ label: 'Redirect URI', value: callbackUrl, copyable: true }],
  auth: oauth2({
    authorizationUrl: 'https://talks.example.org/authorize',
    tokenUrl: 'https://talks.example.org/token',
    pkce: true,
    clientAuthentication: 'basic',
    rotation: 'strict',
  }),
  api: { baseUrl: 'https://api.talks.example.org/v1' },
  // Tells one account from another; the name is shown to the person.
  identify: async ({ http }) => http.get('/me', { schema: Account }),
  streams: [seen],
})
