import { expect, test } from 'vitest'
import { coversScope, type Principal, signedIn as whoIsSignedIn } from '../src/index.ts'
import { answering, boot, documented, plugin, signedIn } from './boot-plugins.ts'

const music = plugin('music', {
  configureRoutes: () => ({
    routes: async (app) => {
      await answering('/')(app)
      app.post('/', { schema: documented() }, () => 'ok')
      app.get('/admins', { config: { access: 'admin' }, schema: documented() }, () => 'ok')
      app.get('/open', { config: { access: 'public' }, schema: documented() }, () => 'ok')
      app.get(
        '/export',
        { config: { scopes: ['music:export', 'music:all'] }, schema: documented() },
        () => 'ok',
      )
      app.post('/keys', { config: { sessionOnly: true }, schema: documented() }, () => 'ok')
      app.register(async (inner) => void inner.get('/nested', { schema: documented() }, () => 'ok'))
      app.get('/who', { schema: documented() }, ({ principal }) => principal?.kind ?? 'nobody')
    },
    admin: async (app) => {
      await answering('/')(app)
      app.post('/', { schema: documented() }, () => 'ok')
    },
    public: answering('/'),
    root: answering('/status', { access: 'user' }),
  }),
})

const callers = [
  '',
  'user',
  'admin',
  'user-key',
  'user-key music:read',
  'user-key music:write',
  'admin-key music:read',
  'admin-key music:admin',
  'admin-key *',
]

// Who gets which status, in the order of the callers above.
test.each([
  ['GET /api/music', [401, 200, 200, 403, 200, 403, 200, 403, 200]],
  ['GET /api/music/', [401, 200, 200, 403, 200, 403, 200, 403, 200]],
  ['HEAD /api/music', [401, 200, 200, 403, 200, 403, 200, 403, 200]],
  ['POST /api/music', [401, 200, 200, 403, 403, 200, 403, 403, 200]],
  ['GET /api/music/nested', [401, 200, 200, 403, 200, 403, 200, 403, 200]],
  ['GET /api/music/admins', [401, 403, 200, 403, 403, 403, 403, 200, 200]],
  ['GET /api/music/export', [401, 200, 200, 403, 403, 403, 403, 403, 200]],
  ['POST /api/music/keys', [401, 200, 200, 403, 403, 403, 403, 403, 403]],
  ['GET /api/music/open', [200, 200, 200, 200, 200, 200, 200, 200, 200]],
  ['GET /api/public/music', [200, 200, 200, 200, 200, 200, 200, 200, 200]],
  ['GET /api/admin/music', [401, 403, 200, 403, 403, 403, 403, 200, 200]],
  ['POST /api/admin/music', [401, 403, 200, 403, 403, 403, 403, 200, 200]],
  ['GET /status', [401, 200, 200, 403, 200, 403, 200, 403, 200]],
  ['GET /api/_kernel/report', [401, 403, 200, 403, 403, 403, 403, 403, 200]],
  ['POST /api/_kernel/plugins/music/retry', [401, 403, 409, 403, 403, 403, 403, 403, 409]],
] as [string, number[]][])('%s lets in whom its mount and its route say', async (route, expected) => {
  const kernel = await boot([...signedIn(), music])
  const [method = '', url = ''] = route.split(' ')
  const answered: number[] = []
  for (const as of callers) {
    const answer = await kernel.app.inject({ method: method as 'GET', url, headers: as === '' ? {} : { as } })
    answered.push(answer.statusCode)
  }
  expect(Object.fromEntries(callers.map((as, index) => [as, answered[index]]))).toEqual(
    Object.fromEntries(callers.map((as, index) => [as, expected[index]])),
  )
})

test('signedIn fails on a route that is public by mistake, instead of running without a user', async () => {
  const mine = plugin('mine', {
    configureRoutes: () => ({
      routes: async (app) => {
        const answer = (request: { readonly principal: Principal | null }) => whoIsSignedIn(request).userId
        app.get('/', { schema: documented() }, answer)
        app.get('/open', { config: { access: 'public' }, schema: documented() }, answer)
      },
    }),
  })
  const kernel = await boot([...signedIn(), mine])
  const ask = (url: string, as: string) => kernel.app.inject({ url, headers: as === '' ? {} : { as } })
  expect((await ask('/api/mine', 'user')).payload).toContain('1')
  expect((await ask('/api/mine', '')).statusCode).toBe(401)
  expect((await ask('/api/mine/open', '')).statusCode).toBe(500)
})

test('every route of the matrix above is documented with the access it has', async () => {
  const kernel = await boot([...signedIn(), music])
  const { paths } = kernel.document()
  const accessOf = (path: string, method = 'get') => {
    const { security, 'x-required-scopes': scopes } = paths[path]?.[method] ?? {}
    return { security, scopes }
  }
  // Linters reject scopes in `security` beside schemes that define none.
  const withScopes = (...scopes: string[]) => ({ security: [{ session: [] }, { bearer: [] }], scopes })
  expect(accessOf('/api/music')).toEqual(withScopes('music:read'))
  expect(accessOf('/api/music', 'post')).toEqual(withScopes('music:write'))
  expect(accessOf('/api/music/keys', 'post')).toEqual({ security: [{ session: [] }] })
  expect(accessOf('/api/admin/music')).toEqual(withScopes('music:admin'))
  expect(accessOf('/api/music/export')).toEqual(withScopes('music:export', 'music:all'))
  expect(accessOf('/api/music/open')).toEqual({ security: [] })
  expect(accessOf('/api/_kernel/report')).toEqual(withScopes('kernel:admin'))
  expect(kernel.report().publicRoutes).toEqual(['GET /api/music/open', 'GET /api/public/music'])
})

test('a refused caller learns what is missing', async () => {
  const kernel = await boot([...signedIn(), music])
  const anonymous = await kernel.app.inject('/api/music')
  expect(anonymous.headers['www-authenticate']).toBe('Bearer')
  expect(anonymous.json()).toMatchObject({ code: 'KERNEL_NOT_SIGNED_IN', plugin: 'music' })
  const user = await kernel.app.inject({ url: '/api/admin/music', headers: { as: 'user' } })
  expect(user.json()).toMatchObject({ code: 'KERNEL_NOT_ALLOWED' })
  const key = await kernel.app.inject({ url: '/api/music/export', headers: { as: 'user-key music:read' } })
  expect(key.headers['www-authenticate']).toBe(
    'Bearer error="insufficient_scope", scope="music:export music:all"',
  )
  expect(key.json()).toMatchObject({
    code: 'KERNEL_MISSING_SCOPE',
    detail: 'This needs an API key with scope "music:export" or "music:all".',
    requiredScopes: ['music:export', 'music:all'],
  })
  const keys = await kernel.app.inject({
    method: 'POST',
    url: '/api/music/keys',
    headers: { as: 'user-key *' },
  })
  expect(keys.json()).toMatchObject({
    code: 'KERNEL_SESSION_NEEDED',
    detail: 'Sign in with email and password for this.',
  })
})

test('the handler gets the caller', async () => {
  const kernel = await boot([...signedIn(), music])
  const as = (who: string) => kernel.app.inject({ url: '/api/music/who', headers: { as: who } })
  expect((await as('user')).body).toBe('session')
  expect((await as('user-key music:read')).body).toBe('api_key')
})

test("invalid credentials are refused with the authenticator's message, but ignored on public routes", async () => {
  const kernel = await boot([...signedIn(), music])
  const wrong = (url: string) => kernel.app.inject({ url, headers: { as: 'wrong' } })
  expect((await wrong('/api/music')).json()).toMatchObject({ code: 'TEST_WRONG_KEY', status: 401 })
  expect((await wrong('/api/public/music')).statusCode).toBe(200)
})

test('without an accounts plugin, closed routes answer 503 and public ones work', async () => {
  const kernel = await boot([music])
  const closed = await kernel.app.inject('/api/music')
  expect(closed.statusCode).toBe(503)
  expect(closed.json()).toMatchObject({ code: 'KERNEL_UNAVAILABLE' })
  expect(closed.body).not.toContain('authenticator')
  expect((await kernel.app.inject('/api/public/music')).statusCode).toBe(200)
})

test.each([
  ['*', true],
  ['library:read', true],
  ['library:*', true],
  ['*:read', true],
  ['*:*', true],
  ['library:write', false],
  ['library', false],
  ['library:', false],
  [':read', false],
  ['lib*:read', false],
  ['*:', false],
  ['library:*:read', false],
  ['LIBRARY:READ', false],
  ['', false],
])('a key with scope "%s" reads the library: %s', (held, covered) => {
  const key: Principal = { userId: '1', email: 'a@b.c', roles: ['user'], kind: 'api_key', scopes: [held] }
  expect(coversScope(key, ['library:read'])).toBe(covered)
})

test('a session covers every scope, a key without scopes none', () => {
  const session: Principal = { userId: '1', email: 'a@b.c', roles: ['user'], kind: 'session' }
  expect(coversScope(session, ['library:read'])).toBe(true)
  expect(coversScope({ ...session, kind: 'api_key', scopes: [] }, ['library:read'])).toBe(false)
  expect(coversScope({ ...session, kind: 'api_key' }, ['library:read'])).toBe(false)
})
