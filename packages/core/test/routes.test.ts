import { Type } from 'typebox'
import { expect, test } from 'vitest'
import type { PluginRoutes, RoutePlugin } from '../src/index.ts'
import {
  answering,
  boot,
  documented,
  plugin,
  reasonOf,
  refusalOf,
  signedIn,
  statesOf,
} from './boot-plugins.ts'

const open = { access: 'public' }
const atRoot = (path: string): PluginRoutes => ({ root: answering(path, open) })

test('a path of another plugin is refused, and the first plugin keeps it', async () => {
  const kernel = await boot([
    plugin('first', { configureRoutes: () => atRoot('/health') }),
    plugin('second', { configureRoutes: () => atRoot('/health') }),
  ])
  expect(statesOf(kernel)).toEqual({ first: 'ready', second: 'quarantined' })
  expect(reasonOf(kernel, 'second')).toBe(
    'plugin "second" declares route GET /health, which plugin "first" has declared: change one of the paths',
  )
  expect((await kernel.app.inject('/health')).statusCode).toBe(200)
})

test('paths that differ only in the name of a parameter are the same', async () => {
  const kernel = await boot([
    plugin('first', { configureRoutes: () => atRoot('/items/:id') }),
    plugin('second', { configureRoutes: () => atRoot('/items/:name') }),
  ])
  expect(reasonOf(kernel, 'second')).toBe(
    'plugin "second" declares route GET /items/:name, which plugin "first" has declared (as /items/:id): change one of the paths',
  )
})

test.each([
  ['/items', '/items/:id?'],
  ['/items/:id', '/items/:name?'],
  ['/items/:id?', '/items'],
  ['/', '/:page?'],
])('a path with an optional parameter is two paths: %s, then %s', async (path, other) => {
  const kernel = await boot([
    plugin('first', { configureRoutes: () => atRoot(path) }),
    plugin('second', { configureRoutes: () => atRoot(other) }),
  ])
  expect(reasonOf(kernel, 'second')).toBe(
    `plugin "second" declares route GET ${other}, which plugin "first" has declared (as ${path}): change one of the paths`,
  )
  expect((await kernel.app.inject(path.replace('/:id?', ''))).statusCode).toBe(200)
})

test('a path declared twice by one plugin is refused', async () => {
  const twice: RoutePlugin = async (app) => {
    app.get('/a/:x', { schema: documented() }, () => 'x')
    app.get('/a/:y', { schema: documented() }, () => 'y')
  }
  expect(await refusalOf(twice)).toBe(
    'plugin "bad" declares route GET /api/bad/a/:y, which itself has declared (as /api/bad/a/:x): change one of the paths',
  )
})

test('a plugin that catches the refusal of its route is refused all the same', async () => {
  const stubborn: RoutePlugin = async (app) => {
    app.get('/', { schema: documented() }, () => 'ok')
    try {
      app.get('/hidden', () => 'hidden')
    } catch {}
  }
  expect(await refusalOf(stubborn)).toContain('every route is documented')
})

test("a plugin cannot enter another's mount", async () => {
  const kernel = await boot([
    plugin('owner', { configureRoutes: () => ({ routes: answering('/mine') }) }),
    plugin('intruder', { configureRoutes: () => atRoot('/api/owner/mine') }),
  ])
  expect(reasonOf(kernel, 'intruder')).toContain('which plugin "owner" has declared')
})

test.each([
  ['neither', undefined, 'schema.summary and schema.response'],
  ['no response', { summary: 'x' }, 'schema.response'],
  ['an empty response', { summary: 'x', response: {} }, 'schema.response'],
  ['no summary', { response: { 200: Type.String() } }, 'schema.summary'],
])('a route with %s in its schema is refused', async (_, schema, missing) => {
  expect(await refusalOf(async (app) => void app.post('/x', { ...(schema && { schema }) }, () => 'x'))).toBe(
    `plugin "bad" declares route POST /api/bad/x without ${missing}: every route is documented`,
  )
})

test('a route at the root declares its access, or is refused', async () => {
  expect(await refusalOf({ root: answering('/metrics') })).toBe(
    'plugin "bad" mounts route GET /metrics at the root without an access level: set config.access',
  )
})

test.each([
  [{ access: 'public' }, 'as public', 'access'],
  [{ scopes: ['bad:write'] }, 'with scopes', 'scopes'],
] as const)('a route for sessions only is not declared with %j', async (more, what, other) => {
  const config = { sessionOnly: true, ...more }
  expect(
    await refusalOf(async (app) => void app.post('/x', { config, schema: documented() }, () => 'x')),
  ).toBe(
    `plugin "bad" declares route POST /api/bad/x ${what} and for sessions only: take out one of config.${other} and config.sessionOnly`,
  )
})

test('a mount that does not exist is refused, not mounted somewhere', async () => {
  expect(await refusalOf({ adminRoutes: answering('/') } as PluginRoutes)).toBe(
    'plugin "bad" returns "adminRoutes" from configureRoutes: a mount is a function named routes, admin, public or root',
  )
  expect(await refusalOf(Promise.resolve({}) as unknown as PluginRoutes)).toBe(
    'plugin "bad" returns a promise from configureRoutes: return { routes, admin, public, root } at once',
  )
})

test('routes that Fastify itself refuses quarantine only their plugin', async () => {
  expect(
    await refusalOf(async (app) => void app.get('/', { schema: documented() }, undefined as never)),
  ).toContain('Missing handler function')
})

test('every mount has its prefix', async () => {
  const kernel = await boot([
    plugin('music', {
      configureRoutes: () => ({
        routes: answering('/a'),
        admin: answering('/a'),
        public: answering('/a'),
        root: answering('/a', open),
      }),
    }),
  ])
  expect(
    kernel.report().plugins[0]?.routes.map(({ path, access, scopes }) => [access, path, ...scopes].join(' ')),
  ).toEqual([
    'user /api/music/a music:read',
    'admin /api/admin/music/a music:admin',
    'public /api/public/music/a',
    'public /a',
  ])
  expect(kernel.report().publicRoutes).toEqual(['GET /api/public/music/a', 'GET /a'])
})

test('a plugin can mount a prefix that it shares with other plugins', async () => {
  const kernel = await boot([
    ...signedIn(),
    plugin('a', { configureRoutes: () => ({ routes: answering('/:id') }) }),
    plugin('b', { configureRoutes: () => ({ routes: answering('/:id') }) }),
  ])
  expect(statesOf(kernel)).toMatchObject({ a: 'ready', b: 'ready' })
})
