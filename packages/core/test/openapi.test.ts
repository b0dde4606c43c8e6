import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { type OpenApiDocument, type Plugin, PROBLEM_SCHEMA, type RoutePlugin } from '../src/index.ts'
import { boot, documented, plugin, reasonOf, serving, signedIn, statesOf } from './boot-plugins.ts'
import { music } from './music-plugin.ts'

test('routes become operations with tag, id, security and the problems the kernel answers', async () => {
  const kernel = await boot([music], {
    document: { title: 'Test', version: '1.2.3', publicUrl: 'https://me.example' },
  })
  const document = kernel.document()
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Test', version: '1.2.3' },
    servers: [{ url: 'https://me.example' }],
  })
  expect(document.tags).toContainEqual({
    name: 'music',
    description: 'What you hear.',
    externalDocs: { url: 'https://example.org/music' },
  })
  expect(document.paths['/api/music/tracks/{id}']?.['get']).toMatchObject({
    tags: ['music'],
    operationId: 'musicGetTracksId',
    summary: 'Read a track',
    security: [{ session: [] }, { bearer: ['music:read'] }],
    responses: {
      '200': { content: { 'application/json': { schema: { $ref: '#/components/schemas/music.Track' } } } },
      '400': {
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
      '401': {},
      '403': {},
      default: {},
    },
  })
  const open = document.paths['/api/public/music/charts']?.['get']
  expect(open?.security).toEqual([])
  expect(open?.responses).not.toHaveProperty('401')
})

test('schemas with a title of one word become components of the plugin, each once', async () => {
  const kernel = await boot([music])
  const { schemas } = kernel.document().components
  expect(Object.keys(schemas).filter((name) => name.startsWith('music.'))).toEqual([
    'music.Artist',
    'music.Track',
    'music.TrackInput',
  ])
  expect(schemas['music.Track']).toMatchObject({
    properties: { artists: { items: { $ref: '#/components/schemas/music.Artist' } } },
  })
})

test('a body that is also a response is told apart by what it refuses', async () => {
  const { schemas } = (await boot([music])).document().components
  expect(schemas['music.Track']).not.toHaveProperty('additionalProperties')
  expect(schemas['music.TrackInput']).toEqual({ ...schemas['music.Track'], additionalProperties: false })
})

test('Problem has the members that plugins say they answer, once for all that mean the same', async () => {
  const limit = { type: 'integer', description: 'The limit.' }
  const saying = (name: string, problemMembers: Record<string, object>) =>
    serving(name, { openapiSchema: () => ({ problemMembers }) })
  const kernel = await boot([
    ...signedIn(),
    saying('one', { limit }),
    saying('two', { limit, hint: { type: 'string' } }),
    saying('other', { limit: { type: 'string' } }),
    saying('greedy', { status: { type: 'string' } }),
  ])
  expect(statesOf(kernel)).toMatchObject({ one: 'ready', two: 'ready' })
  expect(reasonOf(kernel, 'other')).toBe(
    'plugin "other" declares the problem member "limit" with another schema than plugin "one": rename one of them',
  )
  expect(reasonOf(kernel, 'greedy')).toContain('"status" with another schema than plugin "kernel"')
  const { Problem } = kernel.document().components.schemas
  expect(Problem).toMatchObject({
    properties: {
      limit,
      hint: { type: 'string' },
      status: { type: 'integer' },
      errors: {},
      requiredScopes: {},
    },
  })
})

test('a route that documents a problem beside another form of the answer refers to the same component', async () => {
  const content = {
    'application/problem+json': { schema: PROBLEM_SCHEMA },
    'text/html': { schema: Type.String() },
  }
  const failing: RoutePlugin = async (app) => {
    const response = { 200: Type.String(), 400: { description: 'Wrong.', content } }
    app.get('/', { schema: { summary: 'Fail', response } }, () => 'ok')
  }
  const kernel = await boot([plugin('pages', { configureRoutes: () => ({ public: failing }) })])
  expect(kernel.document().paths['/api/public/pages']?.['get']?.responses?.['400']?.content).toEqual({
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    'text/html': { schema: { type: 'string' } },
  })
  expect(Object.keys(kernel.document().components.schemas)).not.toContain('pages.Problem')
})

test('the same title in two plugins is two components', async () => {
  const other = plugin('radio', {
    configureRoutes: () => ({
      routes: async (app) => {
        const response = { 200: Type.Object({ frequency: Type.Number() }, { title: 'Track' }) }
        app.get('/', { schema: { summary: 'Listen', response } }, () => ({ frequency: 1 }))
      },
    }),
  })
  const kernel = await boot([music, other])
  expect(Object.keys(kernel.document().components.schemas)).toEqual(
    expect.arrayContaining(['music.Track', 'radio.Track']),
  )
})

<<<<<<< HEAD
test('the same title for two different schemas of one plugin is refused', async () => {
  const routes: RoutePlugin = async (app) => {
    app.get('/a', { schema: documented({ response: { 200: Type.String({ title: 'Item' }) } }) }, () => 'a')
    app.get('/b', { schema: documented({ response: { 200: Type.Number({ title: 'Item' }) } }) }, () => 1)
  }
  expect(await refusedFragment({}, routes)).toBe(
    'plugin "bad" gives the title "Item" to two different schemas: rename one of them',
  )
})

test("a fragment's components get the plugin's name, and its references follow", async () => {
  const kernel = await boot([
    music,
    plugin('news', {
      openapiSchema: () => ({
        components: {
          schemas: {
            Story: {
              type: 'object',
              properties: {
                by: { $ref: '#/components/schemas/Author' },
                next: { $ref: '#/components/schemas/v1.Story' },
              },
            },
            Author: { type: 'string' },
            'v1.Story': { type: 'string' },
          },
          securitySchemes: { feedKey: { type: 'apiKey', in: 'query', name: 'key' } },
        },
        paths: {
          '/feed/{id}': {
            get: {
              summary: 'Read the feed',
              security: [{ feedKey: [] }, { session: [] }],
              responses: {
                '200': {
                  description: 'ok',
                  content: { 'application/json': { schema: { $ref: '#/components/schemas/Story' } } },
                },
                '404': {
                  description: 'no',
                  content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
                },
                '409': {
                  description: 'no',
                  content: { 'application/json': { schema: { $ref: '#/components/schemas/music.Track' } } },
                },
              },
            },
          },
        },
      }),
    }),
  ])
  expect(reasonOf(kernel, 'news')).toBeUndefined()
  const { components, paths } = kernel.document()
  expect(components.schemas['news.Story']).toEqual({
    type: 'object',
    properties: {
      by: { $ref: '#/components/schemas/news.Author' },
      next: { $ref: '#/components/schemas/news.v1.Story' },
    },
  })
  expect(components.securitySchemes).toHaveProperty(['news.feedKey'])
  const operation = paths['/feed/{id}']?.['get']
  expect(operation?.tags).toEqual(['news'])
  expect(operation?.security).toEqual([{ 'news.feedKey': [] }, { session: [] }])
  expect(JSON.stringify(operation?.responses).match(/schemas\/[\w.]+/g)).toEqual([
    'schemas/news.Story',
    'schemas/Problem',
    'schemas/music.Track',
  ])
})

const path = (operation: object, at = '/feed') => ({
  paths: { [at]: { get: { responses: {}, ...operation } } },
})

test.each([
  [
    'a path of another plugin',
    path({}, '/api/music/tracks/{id}'),
    'plugin "bad" documents GET /api/music/tracks/{id}, which plugin "music" already documents: remove one of the two',
  ],
  [
    'a path of another plugin with another name for the parameter',
    path({}, '/api/music/tracks/{track}'),
    'plugin "bad" documents GET /api/music/tracks/{track}, which plugin "music" already documents (as GET /api/music/tracks/{id}): remove one of the two',
  ],
  [
    'a path of its own routes',
    path({}, '/api/bad'),
    'plugin "bad" documents GET /api/bad, which it already documents: remove one of the two',
  ],
  [
    'an operationId of another plugin',
    path({ operationId: 'musicGetTracksId' }),
    'plugin "bad" gives operationId "musicGetTracksId" to GET /feed, which plugin "music" has given to GET /api/music/tracks/{id}: change one of them',
  ],
  [
    'a path that does not begin with a slash',
    path({}, 'feed'),
    'plugin "bad" documents the path "feed": a path begins with "/"',
  ],
  [
    'a key that is no method',
    { paths: { '/feed': { parameters: [] } } },
    'plugin "bad" has the key "parameters" in paths./feed: put everything into the operations, named by method in lower case',
  ],
  [
    'a path that is no object',
    { paths: { '/feed': null } },
    'plugin "bad" has in paths./feed something that is not an object',
  ],
  [
    'a component name that no reference can hold',
    { components: { schemas: { 'a/b': {} } } },
    'plugin "bad" names a component "a/b": use letters, digits, ".", "_" and "-"',
  ],
  [
    'a reference to nothing',
    { components: { schemas: { A: { $ref: '#/components/schemas/Gone' } } } },
    'plugin "bad" refers to the component "bad.Gone" of the OpenAPI document, which neither it nor a plugin before it has: add it to components.schemas of openapiSchema',
  ],
  [
    'a promise',
    Promise.resolve({}),
    'plugin "bad" returns a promise from openapiSchema: return the fragment itself',
  ],
  [
    'a text',
    'openapi: 3.1.0',
    'plugin "bad" returns no object from openapiSchema: return the fragment itself',
  ],
])('a fragment with %s is refused, and the rest of the document stays', async (_, fragment, reason) => {
  expect(await refusedFragment(fragment)).toBe(reason)
})

test.each([
  [
    '{"components":{"schemas":{"A":{"properties":{"__proto__":{"polluted":true}}}}}}',
    '__proto__',
    'components.schemas.A',
  ],
  ['{"components":{"schemas":{"__proto__":{"polluted":true}}}}', '__proto__', 'components.schemas'],
  [
    '{"components":{"securitySchemes":{"A":{"constructor":{"prototype":{}}}}}}',
    'constructor',
    'components.securitySchemes.A',
  ],
  ['{"paths":{"/a":{"get":{"prototype":1}}}}', 'prototype', 'paths./a.get'],
  ['{"paths":{"/a":{"__proto__":{"polluted":true}}}}', '__proto__', 'paths./a'],
  ['{"paths":{"__proto__":{"polluted":true}}}', '__proto__', 'paths'],
])('a prototype-polluting key is refused: %s', async (json, key, where) => {
  expect(await refusedFragment(JSON.parse(json))).toBe(
    `plugin "bad" has the key "${key}" in ${where} of its OpenAPI fragment: such keys are refused`,
  )
})

test('a structure that holds itself is refused', async () => {
  const A: Record<string, unknown> = { type: 'object' }
  A['properties'] = { a: A, b: [A] }
  expect(await refusedFragment({ components: { schemas: { A } } })).toBe(
    'plugin "bad" has in components.schemas.A a structure that is circular or deeper than 100 levels',
  )
})

test('two routes with one operationId are refused', async () => {
  const routes: RoutePlugin = async (app) => {
    app.get('/a', { schema: documented({ operationId: 'twice' }) }, () => 'a')
    app.get('/b', { schema: documented({ operationId: 'twice' }) }, () => 'b')
  }
  expect(await refusedFragment({}, routes)).toBe(
    'plugin "bad" gives operationId "twice" to GET /api/bad/b, which plugin "bad" has given to GET /api/bad/a: change one of them',
  )
})

=======
>>>>>>> 495de542a7fc050efee27b690edc67b0ea6a51b2
test('a route for several methods gets an operationId for each', async () => {
  const routes: RoutePlugin = async (app) => {
    app.route({ method: ['PUT', 'PATCH'], url: '/x', schema: documented(), handler: () => 'ok' })
  }
  const kernel = await boot([plugin('multi', { configureRoutes: () => ({ routes }) })])
  const item = kernel.document().paths['/api/multi/x']
  expect([item?.['put']?.operationId, item?.['patch']?.operationId]).toEqual(['multiPutX', 'multiPatchX'])
})

test('a quarantined plugin is in no document, and a hidden root route neither', async () => {
  const kernel = await boot([
    serving('out', { registerServices: () => Promise.reject(new Error('oh no')) }),
    plugin('late', {
      configureRoutes: () => ({
        routes: async (app) => {
          app.get('/', { schema: documented() }, () => 'ok')
          throw new Error('half way')
        },
      }),
    }),
    plugin('page', {
      configureRoutes: () => ({
        root: async (app) =>
          void app.get('/page', { config: { access: 'public' }, schema: { hide: true } }, () => 'page'),
      }),
    }),
  ])
  expect(Object.keys(kernel.document().paths).every((at) => at.startsWith('/api/_kernel'))).toBe(true)
  expect((await kernel.app.inject('/page')).body).toBe('page')
})

function references(document: OpenApiDocument): string[] {
  return [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name ?? '',
  )
}

test("each plugin's document stands alone", async () => {
  const kernel = await boot([music, serving('other')])
  for (const name of ['music', 'other', 'kernel']) {
    const document = kernel.pluginDocument(name)
    expect(document?.tags.map((tag) => tag.name)).toEqual([name])
    const ids = new Set(references(document as OpenApiDocument))
    expect(new Set(Object.keys(document?.components.schemas ?? {}))).toEqual(ids)
    for (const item of Object.values(document?.paths ?? {}))
      for (const operation of Object.values(item)) expect(operation.tags).toEqual([name])
  }
  expect(Object.keys(kernel.pluginDocument('music')?.paths ?? {})).toEqual([
    '/api/music/tracks/{id}',
    '/api/music/tracks',
    '/api/public/music/charts',
  ])
  expect(Object.keys(kernel.pluginDocument('other')?.components.securitySchemes ?? {})).toEqual([
    'session',
    'bearer',
  ])
  expect(kernel.pluginDocument('nobody')).toBeUndefined()
})

test('every reference and every operationId of the whole document is good', async () => {
  const more: Plugin[] = Array.from({ length: 5 }, (_, index) => ({ ...music, name: `music-${index}` }))
  const kernel = await boot([music, ...more])
  const document = kernel.document()
  for (const name of references(document)) expect(document.components.schemas).toHaveProperty([name])
  const ids = Object.values(document.paths).flatMap((item) =>
    Object.values(item).map(({ operationId }) => operationId),
  )
  expect(ids).not.toContain(undefined)
  expect(new Set(ids).size).toBe(ids.length)
})
