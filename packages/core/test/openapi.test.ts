import { type TObject, Type } from 'typebox'
import { expect, test } from 'vitest'
import {
  listOf,
  located,
  type OpenApiDocument,
  type Plugin,
  PROBLEM_SCHEMA,
  type RoutePlugin,
} from '../src/index.ts'
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
    security: [{ session: [] }, { bearer: [] }],
    'x-required-scopes': ['music:read'],
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

test('text with a title stays where it is used: the title is a label; an enum becomes a component', async () => {
  const Listed = Type.Object({
    profile: Type.String({ title: 'Profile' }),
    order: Type.Enum(['asc', 'desc'], { title: 'Order' }),
  })
  const route: RoutePlugin = async (app) => {
    app.get('/', { schema: { summary: 'List', response: { 200: Listed } } }, () => ({
      profile: 'Ada',
      order: 'asc' as const,
    }))
  }
  const kernel = await boot([plugin('lists', { configureRoutes: () => ({ public: route }) })])
  const names = Object.keys(kernel.document().components.schemas)
  expect(names.filter((name) => name.startsWith('lists.'))).toEqual(['lists.Order'])
})

test('a body that is also a response differs in what it refuses', async () => {
  const { schemas } = (await boot([music])).document().components
  expect(schemas['music.Track']).not.toHaveProperty('additionalProperties')
  expect(schemas['music.TrackInput']).toEqual({ ...schemas['music.Track'], additionalProperties: false })
})

test('Problem has the members that plugins declare, once for all equal ones', async () => {
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

test('a schema with an owner is one component for all plugins that use it', async () => {
  const owned = (more: object) => Type.Object({ id: Type.String(), ...more }, { title: 'music.Playlist' })
  const using = (name: string, more = {}) =>
    plugin(name, {
      configureRoutes: () => ({
        routes: async (app) => {
          app.get('/', { schema: { summary: 'Get it', response: { 200: owned(more) } } }, () => ({ id: 'a' }))
        },
      }),
    })
  const kernel = await boot([music, using('one'), using('two'), using('three', { size: Type.Number() })])
  const { schemas } = kernel.document().components
  expect(schemas['music.Playlist']).toMatchObject({ properties: { id: {} } })
  // Its name says it, and is unique, as a title may not be.
  expect(schemas['music.Playlist']).not.toHaveProperty('title')
  expect(Object.keys(schemas).filter((name) => name.endsWith('Playlist'))).toEqual(['music.Playlist'])
  for (const name of ['one', 'two'])
    expect(kernel.document().paths[`/api/${name}`]?.['get']?.responses?.['200']?.content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/music.Playlist' } },
    })
  expect(reasonOf(kernel, 'three')).toBe(
    'plugin "three" has another schema "music.Playlist" than a plugin before it: import the schema from the package that owns it',
  )
})

test('a copy of another plugin’s schema under another name is refused with the title to use', async () => {
  const answering = (name: string, schema: TObject) =>
    plugin(name, {
      configureRoutes: () => ({
        routes: async (app) => {
          const handler = () => ({ id: 'a', size: 1 })
          app.get('/', { schema: { summary: 'Get it', response: { 200: schema } } }, handler)
        },
      }),
    })
  const sized = (title: string) => Type.Object({ id: Type.String(), size: Type.Number() }, { title })
  const small = (title: string) => Type.Object({ id: Type.String() }, { title })
  const kernel = await boot([
    answering('boxes', sized('boxes.Box')),
    answering('crates', sized('Crate')),
    answering('chests', sized('boxes.Box')),
    answering('one', small('Reference')),
    answering('two', small('Pointer')),
  ])
  expect(reasonOf(kernel, 'crates')).toBe(
    'plugin "crates" has a copy "crates.Crate" of the schema "boxes.Box": refer to boxes.Box: give it the title "boxes.Box"',
  )
  for (const name of ['chests', 'one', 'two']) expect(reasonOf(kernel, name)).toBeUndefined()
})

test('a schema has its examples as a component, wherever it is used', async () => {
  const example = { id: '7' }
  const Song = Type.Object({ id: Type.String() }, { examples: [example], title: 'Song' })
  const kernel = await boot([
    plugin('songs', {
      configureRoutes: () => ({
        routes: async (app) => {
          app.get('/', { schema: { summary: 'List', response: { 200: listOf(Song, 'SongList') } } }, () => ({
            items: [],
            nextCursor: null,
          }))
          const answer = { description: 'The song.', location: '`/api/songs/<id>`.' }
          const schema = { summary: 'Create', body: Song, response: { 201: located(Song, answer) } }
          app.post('/', { schema }, () => example)
          app.get('/:id', { schema: { summary: 'Get', response: { 200: Song } } }, () => example)
        },
      }),
    }),
  ])
  expect(reasonOf(kernel, 'songs')).toBeUndefined()
  const { schemas } = kernel.document().components
  expect(schemas).toMatchObject({
    'songs.Song': { examples: [example] },
    'songs.SongInput': { examples: [example] },
    'songs.SongList': { examples: [{ items: [example], nextCursor: null }] },
  })
})

test('an enum has the type of its values, and a response without a description one by its status', async () => {
  const kernel = await boot([
    plugin('moods', {
      configureRoutes: () => ({
        routes: async (app) => {
          const querystring = Type.Object({ mood: Type.Optional(Type.Enum(['good', 'bad'])) })
          const response = { 200: Type.Array(Type.Enum([1, 2])), 204: Type.Null() }
          app.get('/', { schema: { summary: 'List moods', querystring, response } }, () => [1 as const])
        },
      }),
    }),
  ])
  const operation = kernel.document().paths['/api/moods']?.['get']
  expect(operation?.parameters?.[0]).toMatchObject({ schema: { type: 'string', enum: ['good', 'bad'] } })
  expect(operation?.responses).toMatchObject({
    200: {
      content: { 'application/json': { schema: { items: { type: 'number', enum: [1, 2] } } } },
    },
    204: { description: 'Done. The answer has no body.' },
  })
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

test('every reference and every operationId of the whole document is valid', async () => {
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
