import { describe, expect, test } from 'vitest'
import { findBrokenRules } from '../src/api-rules/index.ts'

const Song = {
  type: 'object',
  title: 'Song',
  properties: {
    id: { type: 'string' },
    integration: { type: 'string' },
    kind: { type: 'string', enum: ['single_track'] },
  },
  examples: [{ id: 'a', integration: 'spotify', kind: 'single_track' }],
}
const SongList = {
  type: 'object',
  title: 'SongList',
  properties: {
    items: { type: 'array', items: { $ref: '#/components/schemas/music.Song' } },
    nextCursor: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  },
  examples: [{ items: [], nextCursor: null }],
}
const SongPlayed = {
  type: 'object',
  title: 'SongPlayed',
  properties: { type: { type: 'string', const: 'song.played' } },
  examples: [{ type: 'song.played' }],
}
const answer = (name: string, more = {}) => ({
  description: 'Songs.',
  content: { 'application/json': { schema: { $ref: `#/components/schemas/music.${name}` } } },
  ...more,
})
const limit = { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 500 } }
const cursor = { name: 'cursor', in: 'query', schema: { type: 'string' } }
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', examples: ['a'] } }
const described = {
  tags: ['music'],
  summary: 'Songs',
  description: 'The songs of a person. Needs an API key with the scope `music:all`.',
  security: [{ bearer: [] }],
  'x-required-scopes': ['music:all'],
}
const problem = {
  description: 'A problem.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}
const refusals = { 400: problem, default: problem }
const from = { name: 'from', in: 'query', schema: { type: 'string', format: 'date' } }
const to = { ...from, name: 'to' }
const ifMatch = { $ref: '#/components/parameters/IfMatch' }
const idempotencyKey = { $ref: '#/components/parameters/IdempotencyKey' }
const body = {
  content: { 'application/json': { schema: { $ref: '#/components/schemas/music.Song' } } },
}

const Problem = {
  type: 'object',
  properties: { type: {}, title: {}, status: {}, code: {} },
  required: ['type', 'title', 'status', 'code'],
  examples: [{ type: 'urn:x', title: 'Not found', status: 404, code: 'MUSIC_NOT_FOUND' }],
}

/** A document that keeps every rule. */
const GOOD = {
  paths: {
    '/api/music/songs': {
      get: {
        ...described,
        operationId: 'musicListSongs',
        parameters: [limit, cursor, from, to],
        responses: { 200: answer('SongList'), ...refusals },
      },
      post: {
        ...described,
        operationId: 'musicCreateSong',
        parameters: [idempotencyKey],
        requestBody: body,
        responses: { 201: answer('Song', { headers: { Location: {} } }), 415: problem, ...refusals },
      },
    },
    '/api/music/songs/{id}': {
      get: {
        ...described,
        operationId: 'musicGetSong',
        parameters: [id],
        responses: { 200: answer('Song', { headers: { ETag: {} } }), ...refusals },
      },
      patch: {
        ...described,
        operationId: 'musicUpdateSong',
        parameters: [id, ifMatch],
        requestBody: body,
        responses: { 200: answer('Song'), 415: problem, ...refusals },
      },
      delete: {
        ...described,
        operationId: 'musicDeleteSong',
        parameters: [id],
        responses: { 204: { description: 'Deleted.' }, ...refusals },
      },
    },
  },
  webhooks: {
    'song.played': {
      post: {
        ...described,
        operationId: 'musicReceiveSongPlayed',
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/music.SongPlayed' } } },
        },
        responses: { '2XX': { description: 'Received.' } },
      },
    },
  },
  components: {
    schemas: { 'music.Song': Song, 'music.SongList': SongList, 'music.SongPlayed': SongPlayed, Problem },
    parameters: {
      IdempotencyKey: { name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } },
      IfMatch: { name: 'If-Match', in: 'header', schema: { type: 'string' } },
    },
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
  },
}

// oxlint-disable-next-line typescript/no-explicit-any -- each test breaks the document in its own way
type Break = (document: any) => void

const brokenBy = (change: Break) => {
  const document = structuredClone(GOOD)
  change(document)
  return findBrokenRules(document)
}
const SONGS = '/api/music/songs'
const ONE = '/api/music/songs/{id}'

test('a valid document breaks no rule', () => {
  expect(findBrokenRules(GOOD)).toEqual([])
})

describe('each rule is broken by', () => {
  test.each<[string, Break, string]>([
    [
      'a retired member',
      (d) => (d.components.schemas['music.Song'].properties.endDate = { type: 'string' }),
      'names: ',
    ],
    [
      'a member in snake_case',
      (d) => (d.components.schemas['music.Song'].properties.played_at = {}),
      'use camelCase',
    ],
    [
      'a retired parameter',
      (d) => d.paths[SONGS].get.parameters.push({ ...cursor, name: 'startDate' }),
      'use from',
    ],
    ['a path in camelCase', (d) => (d.paths['/api/music/allSongs'] = d.paths[SONGS]), 'use kebab-case'],
    [
      'a filter by id of another name',
      (d) => d.paths[SONGS].get.parameters.push({ name: 'album', in: 'query', schema: { format: 'uuid' } }),
      'call it "albumId"',
    ],
    ['another maximum', (d) => (d.paths[SONGS].get.parameters[0].schema.maximum = 200), 'use pageParameters'],
    ['a cursor without a limit', (d) => d.paths[SONGS].get.parameters.shift(), 'takes a cursor and no limit'],
    ['a bare list', (d) => (d.components.schemas['music.SongList'] = { type: 'array' }), 'a bare list'],
    [
      'another envelope',
      (d) => delete d.components.schemas['music.SongList'].properties.nextCursor,
      'has items and no nextCursor',
    ],
    [
      'a list with another name',
      (d) => {
        const { properties } = d.components.schemas['music.SongList']
        properties.songs = properties.items
        delete properties.items
      },
      'has no items',
    ],
    [
      'items that are a number',
      (d) => (d.components.schemas['music.Song'].properties.items = { type: 'integer' }),
      'is no list',
    ],
    [
      'an enum in kebab-case',
      (d) => d.components.schemas['music.Song'].properties.kind.enum.push('a-b'),
      'use snake_case',
    ],
    [
      'an enum without a type',
      (d) => delete d.components.schemas['music.Song'].properties.kind.type,
      'without a type',
    ],
    ['an id without its plugin', (d) => (d.paths[SONGS].get.operationId = 'listSongs'), 'begin with "music"'],
    ['an id with another verb', (d) => (d.paths[ONE].get.operationId = 'musicReadSong'), 'a verb for GET'],
    ['no description', (d) => delete d.paths[ONE].get.description, 'has no description'],
    [
      'a response without a description',
      (d) => (d.paths[ONE].get.responses[200].description = 'Default Response'),
      'does not describe its response 200',
    ],
    ['no Location', (d) => delete d.paths[SONGS].post.responses[201].headers, 'without the header Location'],
    [
      'a DELETE with a body',
      (d) => (d.paths[ONE].delete.responses = { 200: answer('Song'), ...refusals }),
      'DELETE answers 204',
    ],
    [
      'a PATCH without an answer',
      (d) => (d.paths[ONE].patch.responses = { 204: { description: 'x' }, 415: problem, ...refusals }),
      'PATCH answers 200',
    ],
    ['a PATCH without a GET', (d) => delete d.paths[ONE].get, 'has no GET beside it'],
    [
      'scopes of a scheme that has none',
      (d) => (d.paths[ONE].get.security = [{ bearer: ['music:all'] }]),
      'list them in x-required-scopes',
    ],
    ['an unknown scheme', (d) => (d.paths[ONE].get.security = [{ cookie: [] }]), 'needs "cookie"'],
    ['a key that is not described', (d) => (d.paths[ONE].get.description = 'A song.'), 'takes an API key'],
    ['scopes without a key', (d) => (d.paths[ONE].get.security = []), 'takes no API key'],
    [
      'a scope that is not described',
      (d) => d.paths[ONE].get['x-required-scopes'].push('music:read'),
      'does not name the scope "music:read"',
    ],
    [
      'a component of plain text',
      (d) => (d.components.schemas['music.Name'] = { type: 'string', title: 'Name' }),
      'music.Name is a plain string',
    ],
    [
      'two components of one title',
      (d) => (d.components.schemas['radio.Song'] = { ...Song, description: 'On air.' }),
      'radio.Song has the title of music.Song',
    ],
    ['an equal copy', (d) => (d.components.schemas['radio.Song'] = Song), 'is equal to music.Song'],
    ['no example', (d) => delete d.components.schemas['music.Song'].examples, 'music.Song has no example'],
    ['a wrong example', (d) => (d.components.schemas['music.Song'].examples = [{ id: 1 }]), 'is not valid'],
    [
      'an event of another type',
      (d) => (d.components.schemas['music.SongPlayed'].properties.type = { type: 'string' }),
      'a body whose type is not "song.played"',
    ],
    [
      'an event without a component',
      (d) => {
        d.webhooks['song.played'].post.requestBody.content['application/json'].schema = SongPlayed
      },
      'POST webhook song.played has no component as its body',
    ],
    [
      'an event without an example',
      (d) => delete d.components.schemas['music.SongPlayed'].examples,
      'POST webhook song.played has no example of its body',
    ],
    [
      'an event that is not a POST',
      (d) => (d.webhooks['song.played'] = { put: d.webhooks['song.played'].post }),
      'PUT webhook song.played is not a POST',
    ],
    [
      'an event without a description',
      (d) => delete d.webhooks['song.played'].post.description,
      'POST webhook song.played has no description',
    ],
    [
      'a retired noun in a member',
      (d) => (d.components.schemas['music.Song'].properties.platform = { type: 'string' }),
      'words: ',
    ],
    ['one in a segment', (d) => (d.paths['/api/music/sources'] = d.paths[SONGS]), '/sources says "sources"'],
    [
      'one in an operation id',
      (d) => (d.paths[ONE].get.operationId = 'musicGetSource'),
      'GET /api/music/songs/{id} says "source"',
    ],
    ['one in a title', (d) => (d.components.schemas['music.Song'].title = 'SongSource'), 'says "source"'],
    [
      'one in an enum',
      (d) => d.components.schemas['music.Song'].properties.kind.enum.push('any_platform'),
      'says "platform"',
    ],
    [
      'one in a description',
      (d) => (d.paths[ONE].get.description = 'Of all platforms.'),
      'says "platforms": use integration',
    ],
    [
      'an end of a range of another format',
      (d) => (d.paths[SONGS].get.parameters[2] = { ...from, schema: { type: 'string' } }),
      'of another format than date',
    ],
    ['a range without its end', (d) => d.paths[SONGS].get.parameters.pop(), 'has "from" without "to"'],
    [
      'a time of another name',
      (d) => d.paths[SONGS].get.parameters.push({ ...from, name: 'playedOn' }),
      'has the time "playedOn"',
    ],
    [
      'a range in an answer of another format',
      (d) => (d.components.schemas['music.Song'].properties.to = { type: 'string' }),
      'has "to" of another format',
    ],
    [
      'a POST that makes something without a key',
      (d) => (d.paths[SONGS].post.parameters = []),
      'takes no Idempotency-Key',
    ],
    [
      'one that answers 200',
      (d) =>
        Object.assign(d.paths[SONGS].post, {
          operationId: 'musicImportSongs',
          parameters: [],
          responses: { 200: answer('Song'), 415: problem, ...refusals },
        }),
      'takes no Idempotency-Key',
    ],
    [
      'an error without problem details',
      (d) => (d.paths[ONE].get.responses[404] = { description: 'Not found.' }),
      'answers 404 without problem details',
    ],
    [
      'If-Match where GET needs a query',
      (d) => d.paths[ONE].get.parameters.push({ ...from, required: true, example: '2026-11-01' }),
      'takes If-Match, which nothing',
    ],
    ['one where GET has no tag', (d) => delete d.paths[ONE].get.responses[200].headers, 'takes If-Match'],
    ['no 400', (d) => delete d.paths[ONE].get.responses[400], 'does not document 400'],
    ['a body without 415', (d) => delete d.paths[ONE].patch.responses[415], 'does not document 415'],
    [
      'a required parameter without one',
      (d) => delete d.paths[ONE].get.parameters[0].schema.examples,
      'of its parameter "id"',
    ],
  ])('%s', (_, change, says) => {
    expect(brokenBy(change).join('\n')).toContain(says)
  })
})
