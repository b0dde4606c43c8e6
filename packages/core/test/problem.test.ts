import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import {
  defineErrors,
  ProblemError,
  type ProblemTranslator,
  problemTranslators,
  problemType,
} from '../src/index.ts'
import { boot, documented, plugin } from './boot-plugins.ts'

const errors = defineErrors({
  NOTES_NOT_FOUND: { status: 404, kind: 'config', title: 'There is no such note' },
  NOTES_BROKEN: { status: 500, kind: 'bug', title: 'The notes are broken' },
  NOTES_BUSY: { status: 503, kind: 'transient', title: 'The notes are busy' },
})

const thrown: Record<string, () => unknown> = {
  problem: () =>
    new ProblemError(errors.NOTES_NOT_FOUND, { detail: 'Look elsewhere.', headers: { 'retry-after': '7' } }),
  bug: () => new ProblemError(errors.NOTES_BROKEN, { detail: 'secret', extensions: { key: 'secret' } }),
  busy: () => new ProblemError(errors.NOTES_BUSY, { detail: 'Come back in a minute.' }),
  disguised: () =>
    new ProblemError(errors.NOTES_NOT_FOUND, { extensions: { status: 200, code: 'OK', more: 1 } }),
  unwritable: () => new ProblemError(errors.NOTES_NOT_FOUND, { extensions: { secret: 1n } }),
  error: () => new Error('secret connection string'),
  status: () => Object.assign(new Error('secret'), { statusCode: 502 }),
  unavailable: () => Object.assign(new Error('secret'), { statusCode: 503 }),
  teapot: () => Object.assign(new Error('short and stout'), { statusCode: 418 }),
  text: () => 'secret',
  nothing: () => undefined,
  translated: () => new TypeError('translate me'),
  untranslatable: () => new RangeError('secret'),
}

const translate: ProblemTranslator = (error) => {
  if (error instanceof RangeError) throw new Error('secret')
  return error instanceof TypeError ? new ProblemError(errors.NOTES_BUSY) : undefined
}

const Note = Type.Object({
  text: Type.String({ maxLength: 20 }),
  stars: Type.Optional(Type.Integer()),
  'a/b': Type.Optional(
    Type.Array(Type.String({ pattern: '^[a-z]+$', description: 'Small letters.', examples: ['word'] })),
  ),
  unexplained: Type.Optional(Type.String({ pattern: '^[a-z]+$' })),
})

const notes = plugin('notes', {
  registerServices: ({ contribute }) => contribute(problemTranslators, translate),
  configureRoutes: () => ({
    public: async (app) => {
      app.get(
        '/throw/:what',
        { schema: documented({ params: Type.Object({ what: Type.String() }) }) },
        (request) => {
          throw thrown[request.params.what]?.()
        },
      )
      app.post('/', { schema: documented({ body: Note }) }, ({ body }) => body)
      const querystring = Type.Object({
        limit: Type.Optional(Type.Integer()),
        tag: Type.Optional(Type.Array(Type.String())),
      })
      app.get('/', { schema: documented({ querystring }) }, ({ query }) => query)
      app.get('/alias', { schema: documented({ query: querystring }) }, ({ query }) => query)
    },
  }),
})

async function serve() {
  const kernel = await boot([notes], { http: { bodyLimit: 500 } })
  const post = (payload: string, type = 'application/json') =>
    kernel.app.inject({
      method: 'POST',
      url: '/api/public/notes',
      payload,
      headers: { 'content-type': type },
    })
  return { kernel, post }
}

test.each([
  ['problem', 404, { code: 'NOTES_NOT_FOUND', title: 'There is no such note', detail: 'Look elsewhere.' }],
  ['bug', 500, { code: 'NOTES_BROKEN', title: 'The notes are broken' }],
  ['busy', 503, { code: 'NOTES_BUSY', detail: 'Come back in a minute.' }],
  ['disguised', 404, { code: 'NOTES_NOT_FOUND', status: 404, more: 1 }],
  ['unwritable', 500, { code: 'KERNEL_INTERNAL' }],
  ['error', 500, { code: 'KERNEL_INTERNAL' }],
  ['status', 500, { code: 'KERNEL_INTERNAL' }],
  ['unavailable', 503, { code: 'KERNEL_UNAVAILABLE' }],
  ['teapot', 418, { code: 'KERNEL_BAD_REQUEST', detail: 'short and stout' }],
  ['text', 500, { code: 'KERNEL_INTERNAL' }],
  ['nothing', 500, { code: 'KERNEL_INTERNAL' }],
  ['translated', 503, { code: 'NOTES_BUSY' }],
  ['untranslatable', 500, { code: 'KERNEL_INTERNAL' }],
] as [string, number, object][])(
  'an error of a handler becomes a problem without internals: %s',
  async (what, status, members) => {
    const { kernel } = await serve()
    const answer = await kernel.app.inject(`/api/public/notes/throw/${what}`)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    const problem = answer.json()
    expect(problem).toMatchObject({ status, plugin: 'notes', ...members })
    expect(problem.type).toBe(problemType(problem.code))
    expect(problem.instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/)
    expect(answer.body).not.toContain('secret')
    const retryAfter: Record<string, string> = { problem: '7', unavailable: '5' }
    expect(answer.headers['retry-after']).toBe(retryAfter[what])
  },
)

test('an invalid body is refused with place and reason', async () => {
  const { post } = await serve()
  const answer = await post('{"text":7}')
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({
    code: 'KERNEL_VALIDATION',
    detail: 'body/text must be string',
    errors: [{ in: 'body', path: '/text', message: 'must be string' }],
  })
})

test('a wrong format is described, with the example of the schema if there is one', async () => {
  const { post } = await serve()
  expect((await post('{"text":"a","a/b":["ok","NO"]}')).json()).toMatchObject({
    detail: 'body/a~1b/1 has the wrong format, like "word": Small letters.',
    errors: [{ path: '/a~1b/1', message: 'has the wrong format, like "word": Small letters.' }],
  })
  expect((await post('{"text":"a","unexplained":"NO"}')).json()).toMatchObject({
    detail: 'body/unexplained must match pattern "^[a-z]+$"',
  })
})

test('an unknown property is refused by name, in the body and in the query', async () => {
  const { kernel, post } = await serve()
  expect((await post('{"text":"a","colour":"red"}')).json()).toMatchObject({
    code: 'KERNEL_VALIDATION',
    errors: [{ in: 'body', path: '', property: 'colour' }],
  })
  for (const path of ['', '/alias'])
    expect((await kernel.app.inject(`/api/public/notes${path}?limt=1`)).json()).toMatchObject({
      code: 'KERNEL_VALIDATION',
      errors: [{ in: 'querystring', property: 'limt' }],
    })
})

test('a query is text and is coerced, a body is not', async () => {
  const { kernel, post } = await serve()
  const query = await kernel.app.inject('/api/public/notes?limit=5&tag=a')
  expect(query.json()).toEqual({ limit: 5, tag: ['a'] })
  expect((await post('{"text":"a","stars":"5"}')).statusCode).toBe(400)
  expect((await post('{"text":"a","stars":5}')).json()).toEqual({ text: 'a', stars: 5 })
})

test.each([
  ['malformed JSON', '{"text":', 'application/json', 400, 'KERNEL_BAD_REQUEST'],
  ['nothing in it', '', 'application/json', 400, 'KERNEL_VALIDATION'],
  [
    'JSON with __proto__',
    '{"text":"a","__proto__":{"polluted":1}}',
    'application/json',
    400,
    'KERNEL_BAD_REQUEST',
  ],
  [
    'JSON with constructor.prototype',
    '{"text":"a","constructor":{"prototype":{"polluted":1}}}',
    'application/json',
    400,
    'KERNEL_BAD_REQUEST',
  ],
  [
    'more than the limit',
    JSON.stringify({ text: 'x'.repeat(600) }),
    'application/json',
    413,
    'KERNEL_TOO_LARGE',
  ],
  ['another content type', '<text/>', 'application/xml', 415, 'KERNEL_UNSUPPORTED_MEDIA_TYPE'],
])('a body with %s is a problem of the one who sent it', async (_, payload, type, status, code) => {
  const { post } = await serve()
  const answer = await post(payload, type)
  expect(answer.statusCode).toBe(status)
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(answer.json()).toMatchObject({ status, code })
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test.each([
  ['GET', '/nothing', 404, 'KERNEL_NOT_FOUND'],
  ['DELETE', '/api/public/notes', 405, 'KERNEL_METHOD_NOT_ALLOWED'],
  ['GET', '/api/public/notes/throw/%zz', 400, 'KERNEL_BAD_REQUEST'],
  ['GET', `/api/public/notes/throw/${'x'.repeat(1100)}`, 414, 'KERNEL_URI_TOO_LONG'],
] as const)('%s %s is answered as problem details', async (method, url, status, code) => {
  const { kernel } = await serve()
  const answer = await kernel.app.inject({ method, url })
  expect(answer.json()).toMatchObject({ status, code })
  expect(answer.statusCode).toBe(status)
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
})

test('invalid HTTP is answered with problem details too', async () => {
  const { kernel } = await serve()
  await kernel.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = kernel.app.server.address() as { port: number }
  const ask = (request: string) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    return text(socket)
  }
  const garbled = await ask('GARBLED\r\n\r\n')
  expect(garbled).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/)
  expect(garbled).toContain('application/problem+json')
  expect(JSON.parse(garbled.split('\r\n\r\n')[1] ?? '')).toMatchObject({
    status: 400,
    code: 'KERNEL_BAD_REQUEST',
  })
  const huge = await ask(`GET / HTTP/1.1\r\nHost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)
  expect(huge).toMatch(/^HTTP\/1.1 431 /)
  expect(JSON.parse(huge.split('\r\n\r\n')[1] ?? '')).toMatchObject({
    status: 431,
    code: 'KERNEL_BAD_REQUEST',
  })
})

test('an error table refuses codes that are not AREA_WHAT', () => {
  expect(() => defineErrors({ notFound: { status: 404, kind: 'config', title: 'x' } })).toThrow(
    'error code "notFound" must look like AREA_WHAT',
  )
})
