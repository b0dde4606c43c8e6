import { type TSchema, Type } from 'typebox'
import { expect, test } from 'vitest'
import { type OpenApiFragment, type RoutePlugin } from '../src/index.ts'
import { answering, boot, documented, plugin, reasonOf, signedIn, statesOf } from './boot-plugins.ts'
import { music } from './music-plugin.ts'

async function refusedFragment(fragment: unknown, routes?: RoutePlugin): Promise<string | undefined> {
  const kernel = await boot([
    ...signedIn(),
    music,
    plugin('bad', {
      openapiSchema: () => fragment as OpenApiFragment,
      configureRoutes: () => ({ routes: routes ?? answering('/') }),
    }),
  ])
  expect(statesOf(kernel)).toMatchObject({ music: 'ready' })
  const reason = reasonOf(kernel, 'bad')
  const tags = kernel.document().tags.map(({ name }) => name)
  expect(tags.includes('bad')).toBe(reason === undefined)
  expect(kernel.document().paths['/api/music/tracks']).toBeDefined()
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  return reason
}

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

const event = (name: string, operation: object = {}) => ({
  components: { schemas: { Event: { type: 'object' } } },
  webhooks: {
    [name]: {
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Event' } } } },
        responses: {},
        ...operation,
      },
    },
  },
})

test('webhooks of a fragment are in the document and in that of the plugin, with their components', async () => {
  const kernel = await boot([
    music,
    plugin('news', { openapiSchema: () => event('story.added', { operationId: 'newsReceiveStory' }) }),
  ])
  const document = kernel.document()
  expect(document.webhooks?.['story.added']?.['post']).toMatchObject({
    tags: ['news'],
    requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/news.Event' } } } },
  })
  expect(document.tags.map(({ name }) => name)).toContain('news')
  const own = kernel.pluginDocument('news')
  expect(Object.keys(own?.webhooks ?? {})).toEqual(['story.added'])
  expect(Object.keys(own?.components.schemas ?? {})).toEqual(['news.Event'])
  expect(kernel.pluginDocument('music')?.webhooks).toBeUndefined()
})

test('a webhook of another plugin is refused, and the rest of the document is kept', async () => {
  const kernel = await boot([
    plugin('news', { openapiSchema: () => event('story.added') }),
    plugin('bad', { openapiSchema: () => event('story.added') }),
  ])
  expect(reasonOf(kernel, 'bad')).toBe(
    'plugin "bad" documents POST webhook story.added, which plugin "news" already documents: remove one of the two',
  )
  expect(kernel.document().webhooks?.['story.added']?.['post']?.tags).toEqual(['news'])
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
    'a webhook with another name',
    event('StoryAdded'),
    'plugin "bad" names a webhook "StoryAdded": use words in lower case separated by dots, like "item.changed"',
  ],
  [
    'a webhook that is no POST item',
    { webhooks: { 'story.added': { send: {} } } },
    'plugin "bad" has the key "send" in webhooks.story.added: put everything into the operations, named by method in lower case',
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
])('a fragment with %s is refused, and the rest of the document is kept', async (_, fragment, reason) => {
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

test('a cyclic structure is refused', async () => {
  const A: Record<string, unknown> = { type: 'object' }
  A['properties'] = { a: A, b: [A] }
  expect(await refusedFragment({ components: { schemas: { A } } })).toBe(
    'plugin "bad" has in components.schemas.A a structure that is circular or deeper than 100 levels',
  )
})

test('the same title for two different schemas of one plugin is refused', async () => {
  const routes: RoutePlugin = async (app) => {
    const item = (id: TSchema) => ({ 200: Type.Object({ id }, { title: 'Item' }) })
    app.get('/a', { schema: documented({ response: item(Type.String()) }) }, () => ({ id: 'a' }))
    app.get('/b', { schema: documented({ response: item(Type.Number()) }) }, () => ({ id: 1 }))
  }
  expect(await refusedFragment({}, routes)).toBe(
    'plugin "bad" gives the title "Item" to two different schemas: rename one of them',
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
