import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { linearPatterns, type RoutePlugin } from '../src/index.ts'
import { boot, documented, plugin, reasonOf, refusalOf, signedIn, statesOf } from './boot-plugins.ts'

const withSchema =
  (schema: object): RoutePlugin =>
  async (app) => {
    app.post('/', { schema: documented(schema) }, () => 'ok')
  }

test.each([
  ['body', 'no-such-type', { body: { type: 'no-such-type' } }],
  ['querystring', 'reference to nothing', { querystring: { $ref: 'gone#' } }],
  ['body', 'unknown keyword', { body: { type: 'object', properties: {}, requried: ['a'] } }],
  ['body', 'pattern that is no regular expression', { body: { type: 'string', pattern: '(' } }],
  [
    'params',
    'unknown format',
    { params: { type: 'object', properties: { id: { type: 'string', format: 'uid' } } } },
  ],
  ['body', 'pointer to nothing', { body: { type: 'object', properties: { a: { $ref: '#/$defs/gone' } } } }],
])('a %s schema that cannot be compiled quarantines only its plugin: %s', async (_, __, schema) => {
  expect(await refusalOf(withSchema(schema))).toMatch(
    /^route POST \/api\/bad has a schema that cannot be compiled: ./,
  )
})

test('a bad schema of a route with several methods quarantines only its plugin', async () => {
  const several: RoutePlugin = async (app) => {
    const schema = documented({ querystring: { type: 'no-such-type' } })
    app.route({ method: ['DELETE', 'PUT'], url: '/', schema, handler: () => 'ok' })
  }
  expect(await refusalOf(several)).toMatch(/^route DELETE \/api\/bad has a schema that cannot be compiled: ./)
})

test('a response schema that cannot be compiled quarantines only its plugin', async () => {
  const response = { 200: { type: 'object', properties: { a: { $ref: 'gone#' } } } }
  expect(await refusalOf(withSchema({ response }))).toMatch(
    /^route POST \/api\/bad has a schema that cannot be compiled: ./,
  )
})

test('a schema that only the compiler refuses, at the first request, lets no request pass', async () => {
  // Not in JSON Schema: a keyword of OpenAPI, which the compiler knows beside a type alone.
  const withKeyword = withSchema({ body: { type: 'object', properties: { a: { nullable: true } } } })
  const kernel = await boot([
    ...signedIn(),
    plugin('late', { configureRoutes: () => ({ routes: withKeyword }) }),
  ])
  const ask = () =>
    kernel.app.inject({ method: 'POST', url: '/api/late', payload: { a: 1 }, headers: { as: 'user' } })
  expect((await ask()).statusCode).toBe(500)
  expect((await ask()).statusCode).toBe(503)
  expect(reasonOf(kernel, 'late')).toContain(
    'route POST /api/late has a schema that cannot be compiled: "nullable"',
  )
})

test('a shared schema that cannot be compiled quarantines only its plugin', async () => {
  const sharing: RoutePlugin = async (app) => {
    app.addSchema({ $id: 'broken', type: 'no-such-type' })
    app.post('/', { schema: documented({ body: { $ref: 'broken#' } }) }, () => 'ok')
  }
  expect(await refusalOf(sharing)).toMatch(/^route POST \/api\/bad has a schema that cannot be compiled: ./)
})

test.each([
  [
    'both "query" and "querystring"',
    { query: Type.Object({}), querystring: Type.Object({}) },
    'it has both "query" and "querystring"',
  ],
  ['null for a response', { response: { 200: null } }, 'response.200 is not a schema'],
  ['text for a body', { body: 'text' }, 'body is not a schema'],
  [
    'a content type without schema',
    { response: { 200: { content: { 'text/csv': {} } } } },
    'response.200.content["text/csv"] has no schema',
  ],
])('a schema that breaks Fastify quarantines only its plugin: %s', async (_, schema, reason) => {
  expect(await refusalOf(withSchema(schema))).toBe(
    `plugin "bad" declares route POST /api/bad with a bad schema: ${reason}`,
  )
})

test('a schema that breaks both compiling and the documentation quarantines only its plugin', async () => {
  expect(
    await refusalOf(withSchema({ params: { $ref: 'gone#' }, querystring: { $ref: 'gone#/nowhere' } })),
  ).toContain('has a schema that cannot be compiled')
})

test.each([
  ['(a+)+$', 'exponential'],
  ['^(\\w|\\d)*x$', 'exponential'],
  ['\\s*\\s*,', 'polynomial'],
])('a pattern with super-linear matching time is refused: %s', async (pattern, complexity) => {
  const reason = await refusalOf(
    withSchema({ body: Type.Object({ list: Type.Array(Type.String({ pattern })) }) }),
  )
  expect(reason).toMatch(
    new RegExp(
      `^plugin "bad" has the pattern .* which takes .*${complexity}.* time on a hostile text: rewrite it`,
    ),
  )
})

test('a super-linear pattern among patternProperties is refused as well', async () => {
  const body = { type: 'object', patternProperties: { '^(a+)+$': { type: 'string' } } }
  expect(await refusalOf(withSchema({ body }))).toContain('"^(a+)+$"')
})

test('ordinary patterns are let through', async () => {
  const body = Type.Object({
    date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    pattern: Type.String(),
  })
  expect(await refusalOf(withSchema({ body }))).toBeUndefined()
})

test.each(['__proto__', 'constructor', 'prototype'])('a schema with the key %s is refused', async (key) => {
  const body: unknown = JSON.parse(`{"type":"object","properties":{"${key}":{"type":"object"}}}`)
  expect(await refusalOf(withSchema({ body }))).toBe(
    `plugin "bad" declares route POST /api/bad with a schema that has the key "${key}": such keys are refused`,
  )
})

test('a cyclic schema is refused', async () => {
  const body: Record<string, unknown> = { type: 'object' }
  body['properties'] = { left: body, right: body }
  expect(await refusalOf(withSchema({ body }))).toBe(
    'plugin "bad" declares route POST /api/bad with a schema that contains itself: use $ref for a recursive structure',
  )
})

test('a recursive schema, which the documentation could only show with a dangling reference, is refused', async () => {
  const Folder = Type.Cyclic(
    { Folder: Type.Object({ name: Type.String(), folders: Type.Array(Type.Ref('Folder')) }) },
    'Folder',
  )
  expect(await refusalOf(withSchema({ body: Folder }))).toBe(
    'plugin "bad" has a schema with a $ref that the documentation cannot follow, as recursive types have: describe that part as Type.Unknown()',
  )
})

test('a schema shared by $id within a plugin becomes one component of it', async () => {
  const kernel = await boot([
    plugin('files', {
      configureRoutes: () => ({
        public: async (app) => {
          app.addSchema({ $id: 'File', type: 'object', properties: { name: { type: 'string' } } })
          app.post('/', { schema: documented({ body: { $ref: 'File#' } }) }, () => 'ok')
          app.get('/', { schema: documented({ response: { 200: { $ref: 'File#' } } }) }, () => ({
            name: 'a',
          }))
        },
      }),
    }),
  ])
  expect(reasonOf(kernel, 'files')).toBeUndefined()
  expect(kernel.document().components.schemas['files.File']).toMatchObject({
    properties: { name: { type: 'string' } },
  })
  expect((await kernel.app.inject('/api/public/files')).json()).toEqual({ name: 'a' })
  const text = JSON.stringify(kernel.document().paths['/api/public/files'])
  expect(text.match(/schemas\/files[^"]*/g)).toEqual(['schemas/files.File', 'schemas/files.File'])
})

test('two plugins may have a shared schema of the same $id only if the document can distinguish them', async () => {
  const sharing = (name: string, type: string) =>
    plugin(name, {
      configureRoutes: () => ({
        routes: async (app) => {
          app.addSchema({ $id: 'Item', type })
          app.post('/', { schema: documented({ body: { $ref: 'Item#' } }) }, () => 'ok')
        },
      }),
    })
  const kernel = await boot([...signedIn(), sharing('a', 'string'), sharing('b', 'number')])
  expect(statesOf(kernel)).toMatchObject({ a: 'ready', b: 'quarantined' })
  expect(reasonOf(kernel, 'b')).toBe(
    'plugin "b" gives the $id "Item" to a schema, which plugin "a" has given to one: use a title of one word instead',
  )
})

test('a pattern that a plugin proves linear by its own tests is not checked', async () => {
  const pattern = '^(a+)+$'
  const kernel = await boot([
    plugin('bad', {
      registerServices: ({ contribute }) => contribute(linearPatterns, pattern),
      configureRoutes: () => ({ routes: withSchema({ body: Type.String({ pattern }) }) }),
    }),
  ])
  expect(reasonOf(kernel, 'bad')).toBeUndefined()
})

test('schemas that are alike are serialized alike, in every plugin', async () => {
  const answers =
    (body: { a: number; secret: string }): RoutePlugin =>
    async (app) => {
      app.get(
        '/',
        { schema: documented({ response: { 200: Type.Object({ a: Type.Integer() }) } }) },
        () => body,
      )
    }
  const kernel = await boot([
    plugin('one', { configureRoutes: () => ({ public: answers({ a: 1, secret: 'x' }) }) }),
    plugin('two', { configureRoutes: () => ({ public: answers({ a: 2, secret: 'x' }) }) }),
  ])
  for (const [name, a] of [
    ['one', 1],
    ['two', 2],
  ])
    expect((await kernel.app.inject(`/api/public/${name}`)).json()).toEqual({ a })
})
