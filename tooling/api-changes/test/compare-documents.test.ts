import { describe, expect, test } from 'vitest'
import { compareDocuments } from '../src/compare-documents.ts'

const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const song = { $ref: '#/components/schemas/music.Song' }

const BEFORE = {
  openapi: '3.1.0',
  info: { title: 'Music', version: '1' },
  paths: {
    '/songs': {
      get: {
        operationId: 'musicListSongs',
        'x-required-scopes': ['music:read', 'music:all'],
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 500 } },
          { name: 'kind', in: 'query', schema: { type: 'string', enum: ['live', 'studio'] } },
        ],
        responses: { 200: { description: 'Songs.', ...json(song) } },
      },
      post: {
        operationId: 'musicCreateSong',
        requestBody: json({
          type: 'object',
          properties: { title: { type: 'string' }, note: { type: 'string' } },
          required: ['title'],
        }),
        responses: { 201: { description: 'It.', headers: { Location: { schema: { type: 'string' } } } } },
      },
    },
  },
  webhooks: {
    'song.played': {
      post: {
        requestBody: json({
          type: 'object',
          properties: { id: { type: 'string' }, at: { type: 'string' } },
          required: ['id', 'at'],
        }),
        responses: { '2XX': { description: 'Received.' } },
      },
    },
  },
  components: {
    schemas: {
      'music.Song': {
        type: 'object',
        properties: {
          id: { type: 'string' },
          title: { type: ['string', 'null'] },
          kind: { type: 'string', enum: ['live', 'studio'] },
        },
        required: ['id', 'kind'],
      },
    },
  },
}

// oxlint-disable-next-line typescript/no-explicit-any -- each test changes the document in its own way
type Change = (document: any) => void

const changed = (change: Change) => {
  const after = structuredClone(BEFORE)
  change(after)
  return compareDocuments(BEFORE, after)
}
const schema = (document: typeof BEFORE) => document.components.schemas['music.Song']
const body = (document: typeof BEFORE) =>
  document.paths['/songs'].post.requestBody.content['application/json'].schema as {
    properties: Record<string, object>
    required: string[]
  }

const sent = (document: typeof BEFORE) =>
  document.webhooks['song.played'].post.requestBody.content['application/json'].schema as {
    properties: Record<string, object>
    required: string[]
  }

test('equal documents have no changes', () => {
  expect(compareDocuments(BEFORE, structuredClone(BEFORE))).toEqual([])
})

describe('a change that breaks clients', () => {
  test.each<[string, Change]>([
    ['an operation is removed', (d) => delete d.paths['/songs'].post],
    ['an operation is called otherwise', (d) => (d.paths['/songs'].get.operationId = 'musicListAll')],
    ['a scope no longer suffices', (d) => d.paths['/songs'].get['x-required-scopes'].shift()],
    ['another scope is needed', (d) => (d.paths['/songs'].get['x-required-scopes'] = ['music:list'])],
    ['scopes are needed', (d) => (d.paths['/songs'].post['x-required-scopes'] = ['music:write'])],
    ['a parameter is removed', (d) => d.paths['/songs'].get.parameters.pop()],
    ['a limit is lower', (d) => (d.paths['/songs'].get.parameters[0].schema.maximum = 200)],
    ['a value is refused', (d) => d.paths['/songs'].get.parameters[1].schema.enum.pop()],
    [
      'a parameter becomes required',
      (d) =>
        d.paths['/songs'].get.parameters.push({
          name: 'q',
          in: 'query',
          required: true,
          schema: { type: 'string' },
        }),
    ],
    ['a member of a body becomes required', (d) => body(d).required.push('note')],
    ['a member of a body is refused', (d) => delete body(d).properties['note']],
    [
      'a member of an answer is removed',
      (d) => delete (schema(d).properties as Record<string, unknown>)['title'],
    ],
    ['a member of an answer may be missing', (d) => schema(d).required.pop()],
    ['a member of an answer has another type', (d) => (schema(d).properties.id.type = 'integer')],
    [
      'a member of an answer may be null',
      (d) => (d.components.schemas['music.Song'].properties.id.type = ['string', 'null']),
    ],
    [
      'a status is another',
      (d) => {
        const { responses } = d.paths['/songs'].post
        responses[200] = responses[201]
        delete responses[201]
      },
    ],
    ['an event is no longer sent', (d) => delete (d.webhooks as Record<string, unknown>)['song.played']],
    ['a member of an event is removed', (d) => delete sent(d).properties['at']],
    ['a member of an event may be missing', (d) => sent(d).required.pop()],
    ['a header is removed', (d) => delete d.paths['/songs'].post.responses[201].headers],
  ])('%s', (_, change) => {
    expect(changed(change).filter(({ breaking }) => breaking)).not.toEqual([])
  })
})

describe('a change that breaks no client', () => {
  test.each<[string, Change]>([
    ['an operation is added', (d) => (d.paths['/albums'] = { get: { operationId: 'a', responses: {} } })],
    [
      'a parameter is added',
      (d) => d.paths['/songs'].get.parameters.push({ name: 'q', in: 'query', schema: { type: 'string' } }),
    ],
    ['another scope suffices', (d) => d.paths['/songs'].get['x-required-scopes'].push('music:list')],
    ['no scope is needed', (d) => delete d.paths['/songs'].get['x-required-scopes']],
    ['a limit is higher', (d) => (d.paths['/songs'].get.parameters[0].schema.maximum = 1000)],
    ['a value is accepted as well', (d) => d.paths['/songs'].get.parameters[1].schema.enum.push('demo')],
    ['a member of a body is accepted', (d) => (body(d).properties['more'] = { type: 'string' })],
    [
      'a member of an answer is added',
      (d) => (d.components.schemas['music.Song'].properties.more = { type: 'string' }),
    ],
    ['a member of an answer is always there', (d) => schema(d).required.push('title')],
    [
      'a member of an answer is never null any more',
      (d) => (schema(d).properties.title.type = 'string' as never),
    ],
    ['a member of an event is added', (d) => (sent(d).properties['by'] = { type: 'string' })],
    [
      'an event is added',
      (d) => ((d.webhooks as Record<string, unknown>)['song.added'] = d.webhooks['song.played']),
    ],
    ['an answer has another value', (d) => schema(d).properties.kind.enum.push('demo')],
  ])('%s', (_, change) => {
    const changes = changed(change)
    expect(changes).not.toEqual([])
    expect(changes.filter(({ breaking }) => breaking)).toEqual([])
  })
})

test.each<[string, Change]>([
  ['another description', (d) => (d.components.schemas['music.Song'].description = 'A song.')],
  ['another example', (d) => (d.components.schemas['music.Song'].examples = [{}])],
  [
    'another name of a schema',
    (d) => {
      d.components.schemas['music.Track'] = d.components.schemas['music.Song']
      delete d.components.schemas['music.Song']
      d.paths['/songs'].get.responses[200].content['application/json'].schema.$ref =
        '#/components/schemas/music.Track'
    },
  ],
])('%s is not a change of the API', (_, change) => {
  expect(changed(change)).toEqual([])
})

test('a change is described by its operation and place', () => {
  const [change] = changed((d) => (d.paths['/songs'].get.parameters[0].schema.maximum = 200))
  expect(change).toEqual({ breaking: true, what: 'GET /songs: parameters › 0 › maximum: 500 became 200' })
})
