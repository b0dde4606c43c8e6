import type { AddressInfo } from 'node:net'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { answering, boot, documented, plugin, signedIn } from './boot-plugins.ts'

const OURS = 'https://app.example.org'

/** Over real HTTP, as a browser would ask. */
async function serve(origins: readonly string[] = [`${OURS}/`]) {
  const routes = plugin('things', {
    configureRoutes: () => ({
      routes: answering('/'),
      public: async (app) => {
        app.get('/', { schema: documented() }, () => 'ok')
        app.post('/', { schema: documented({ body: Type.Object({}) }) }, () => 'done')
      },
    }),
  })
  const { app } = await boot([...signedIn(), routes], { http: { origins } })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return (path: string, headers: Record<string, string>, method = 'GET') =>
    fetch(`http://127.0.0.1:${port}${path}`, { method, headers })
}

const corsHeaders = (reply: Response) =>
  [...reply.headers.keys()].filter((name) => name.startsWith('access-control-'))

test('a page of a trusted origin may read answers and problems, with credentials', async () => {
  const ask = await serve()
  for (const [path, status] of [
    ['/api/public/things', 200],
    ['/api/things', 401],
    ['/api/nothing', 404],
  ] as const) {
    const reply = await ask(path, { origin: OURS })
    expect(reply.status).toBe(status)
    expect(reply.headers.get('access-control-allow-origin')).toBe(OURS)
    expect(reply.headers.get('access-control-allow-credentials')).toBe('true')
    expect(reply.headers.get('access-control-expose-headers')).toMatch(
      /ETag.*Location.*RateLimit.*Retry-After/,
    )
    expect(reply.headers.get('vary')).toMatch(/origin/i)
  }
})

test('its preflight is answered first, and may be cached', async () => {
  const ask = await serve()
  const headers = {
    origin: OURS,
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'authorization,if-match,idempotency-key',
  }
  const reply = await ask('/api/things', headers, 'OPTIONS')
  expect(reply.status).toBe(204)
  expect(reply.headers.get('access-control-allow-methods')).toContain('PATCH')
  const allowed = reply.headers.get('access-control-allow-headers')
  for (const name of [
    'Authorization',
    'Content-Type',
    'If-Match',
    'Idempotency-Key',
    'Last-Event-ID',
    'MCP-Protocol-Version',
  ])
    expect(allowed).toContain(name)
  expect(reply.headers.get('access-control-max-age')).toBe('7200')
})

test.each(['https://other.example.org', 'http://app.example.org', 'null', `${OURS}.evil.org`])(
  'a page of the origin %s may read nothing',
  async (origin) => {
    const ask = await serve()
    expect(corsHeaders(await ask('/api/public/things', { origin }))).toEqual([])
    const preflight = await ask(
      '/api/public/things',
      { origin, 'access-control-request-method': 'POST' },
      'OPTIONS',
    )
    expect(preflight.status).toBe(405)
    expect(corsHeaders(preflight)).toEqual([])
  },
)

test('without trusted origins there are no such headers', async () => {
  const ask = await serve([])
  const reply = await ask('/api/public/things', { origin: OURS })
  expect([corsHeaders(reply), reply.headers.get('vary')]).toEqual([[], null])
})

test.each([[[OURS]], [[]]])(
  'other methods and addresses are refused as ever (origins %s)',
  async (origins) => {
    const ask = await serve(origins)
    const other = await ask('/api/public/things', {}, 'DELETE')
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
    expect((await ask('/api/nothing', {}, 'DELETE')).status).toBe(404)
    expect((await ask('/api/nothing', {}, 'OPTIONS')).status).toBe(404)
  },
)
