import { oauth2 } from '@tributary/integration-kit'
import type { OAuth2Options, OAuth2Quirks } from '@tributary/integration-kit/host'
import { providerServer } from '../src/oauth/provider-server.ts'

export const NOW = Date.parse('2026-11-21T12:00:00Z')

/** A reply of a token endpoint, and how its provider departs from the standard. */
export interface Fixture {
  readonly name: string
  readonly auth?: Partial<OAuth2Options>
  readonly quirks?: OAuth2Quirks
  readonly status?: number
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A provider that gives one reply, and what it was sent. */
export function serverOf(
  { auth, quirks, status = 200, type = 'application/json', headers: more = {}, body }: Fixture,
  credentials = { clientId: 'client', clientSecret: 'secret' },
) {
  const sent: { url: string; init: RequestInit }[] = []
  const provider = providerServer(
    { name: 'odd', displayName: 'Odd' },
    {
      auth: oauth2({
        authorizationUrl: 'https://odd.example/authorize',
        tokenUrl: 'https://odd.example/token',
        pkce: true,
        clientAuthentication: 'body',
        rotation: 'same',
        ...auth,
        ...(quirks === undefined ? {} : { quirks }),
      }),
      values: credentials,
      fetch: async (url, init) => {
        sent.push({ url: url.href, init })
        const headers = new Headers({ ...more, ...(type === '' ? {} : { 'content-type': type }) })
        return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
      },
    },
  )
  return { provider, sent }
}

/** What a person comes back with. */
export const response = {
  parameters: new URLSearchParams({ code: 'c', state: 's' }),
  state: 's',
  redirectUri: 'https://me.example/cb',
  codeVerifier: 'v'.repeat(43),
}
