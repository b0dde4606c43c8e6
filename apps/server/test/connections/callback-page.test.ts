import type { ProviderSimulator } from '@tributary/provider-simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BAY_ENVIRONMENT, bay, startBay } from './bay.ts'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import type { Person } from './person.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const MARKUP = `"><script>alert('x')</script><img src=x onerror=alert(1)>`

let provider: ProviderSimulator
let server: ConnectedServer
let ada: Person

beforeAll(async () => {
  provider = await startBay()
  server = await startConnectedServer({
    integrations: [bay],
    endpoints: provider.endpoints,
    environment: BAY_ENVIRONMENT,
  })
  ada = await server.person('ada')
})

afterAll(async () => {
  await server.stop()
  await provider.stop()
})

const open = (callback: URL, accept: string | undefined, cookies = ada.cookies) =>
  server.kernel.app.inject({
    url: `${callback.pathname}${callback.search}`,
    headers: {
      ...(accept === undefined ? {} : { accept }),
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  })

const begin = (connection?: string) =>
  ada.begin('bay', { returnPath: '/connections?from=bay&again=1', connectionId: connection })
const denied = async () => provider.authorize(await begin(), { decision: 'deny' })
const changed = (url: URL, parameters: Readonly<Record<string, string>>): URL => {
  const copy = new URL(url)
  for (const [name, value] of Object.entries(parameters)) copy.searchParams.set(name, value)
  return copy
}

describe('a person whose connecting fails', () => {
  it('after denying consent sees a page that says so and links back to the start', async () => {
    const page = await open(await denied(), BROWSER)
    expect(page.statusCode).toBe(403)
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(Buffer.byteLength(page.body)),
      'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-[^']+'; /),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      vary: 'Accept',
    })
    expect(page.body).toContain('<h1>Connecting Bay failed</h1>')
    expect(page.body).toContain('You did not allow access at Bay, so nothing is connected.')
    expect(page.body).toContain('<a href="/connections?from=bay&amp;again=1">')
  })

  it('with a used state sees a page that links to the home page', async () => {
    const callback = await denied()
    await open(callback, BROWSER)
    const page = await open(callback, BROWSER)
    expect(page).toMatchObject({
      statusCode: 400,
      body: expect.stringContaining('Start connecting again in this browser.'),
    })
    expect(page.body).toContain('<a href="/">')
  })

  it('and is not signed in sees that', async () => {
    const page = await open(await denied(), BROWSER, new Map())
    expect(page).toMatchObject({
      statusCode: 401,
      body: expect.stringContaining('You are not signed in here.'),
    })
  })

  it.each([
    { error: 'access_denied', error_description: MARKUP, error_uri: 'javascript:alert(1)' },
    { error: MARKUP, error_description: MARKUP, error_uri: MARKUP },
    { error: 'server_error', error_description: `${'x'.repeat(2000)}${MARKUP}` },
  ])('is shown no received markup: $error', async (parameters) => {
    const { body, statusCode } = await open(changed(await denied(), parameters), BROWSER)
    expect(statusCode).toBe(parameters.error === 'access_denied' ? 403 : 409)
    expect(body).not.toMatch(/<script|<img|javascript:|onerror=|x{100}/)
  })

  it('is shown names of the provider as text', async () => {
    expect((await open(await provider.authorize(await begin()), BROWSER)).statusCode).toBe(303)
    provider.controls.inject({
      kind: 'status',
      path: 'api.bay.example/v1/me',
      status: 200,
      body: { id: 'mallory', name: MARKUP },
    })
    const [{ id }] = (await ada.get('/api/bay')).body.connections
    const page = await open(await provider.authorize(await begin(id)), BROWSER)
    expect(page.statusCode).toBe(409)
    expect(page.body).toContain('as &quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;')
    expect(page.body).not.toMatch(/<script|<img/)
  })
})

describe('a program whose connecting fails', () => {
  it.each([undefined, '*/*', 'application/json', 'application/json, text/html'])(
    'gets problem details with Accept: %s',
    async (accept) => {
      const reply = await open(await denied(), accept)
      expect(reply.statusCode).toBe(403)
      expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(reply.headers['vary']).toBe('Accept')
      expect(reply.json()).toMatchObject({
        code: 'CONNECTIONS_DENIED',
        status: 403,
        returnPath: '/connections?from=bay&again=1',
      })
    },
  )
})

it('the page is documented', () => {
  const { responses } = server.kernel.document().paths['/api/bay/callback']?.['get'] ?? {}
  for (const status of ['400', '401', '403', '409', 'default'])
    expect(Object.keys(responses?.[status]?.content ?? {})).toEqual(['application/problem+json', 'text/html'])
})
