import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { type Kernel, optionalBody, type RoutePlugin } from '../src/index.ts'
import { boot, documented, plugin } from './boot-plugins.ts'

const Window = Type.Object({ from: Type.Optional(Type.String()), days: Type.Optional(Type.Integer()) })
const Echo = Type.Object({ body: Type.Unknown() })

const routes: RoutePlugin = async (app) => {
  const echo = (request: { body: unknown }) => ({ body: request.body === undefined ? 'none' : request.body })
  const response = { 200: Echo }
  app.post('/none', { schema: documented({ response }) }, echo)
  app.delete('/none', { schema: documented({ response }) }, echo)
  app.post('/optional', { schema: documented({ body: optionalBody(Window), response }) }, echo)
  app.post('/needed', { schema: documented({ body: Window, response }) }, echo)
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => {
    text(payload).then((content) => done(null, content.length), done)
  })
  const binary = Type.Unsafe<string>({ type: 'string', format: 'binary' })
  const upload = documented({ consumes: ['application/octet-stream'], body: binary, response })
  app.post('/upload', { schema: upload, validatorCompiler: () => () => true }, echo)
}

const serve = () => boot([plugin('things', { configureRoutes: () => ({ public: routes }) })])

interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies of many shapes
  readonly json: any
}

/** Sends over a real connection: how a body is framed is what these tests are about. */
async function clientOf(kernel: Kernel) {
  await kernel.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = kernel.app.server.address() as AddressInfo
  return (path: string, options: { method?: string; headers?: object; chunks?: readonly string[] }) =>
    new Promise<Reply>((resolve, reject) => {
      const { method = 'POST', headers = {}, chunks = [] } = options
      const sent = httpRequest(
        {
          port,
          host: '127.0.0.1',
          path: `/api/public/things${path}`,
          method,
          headers: { ...headers },
          agent: new Agent(),
        },
        (reply) => {
          text(reply).then((body) => {
            resolve({ status: reply.statusCode ?? 0, headers: reply.headers, json: JSON.parse(body) })
          }, reject)
        },
      )
      sent.on('error', reject)
      for (const chunk of chunks) sent.write(chunk)
      sent.end()
    })
}

const FORM = 'application/x-www-form-urlencoded'
const EMPTY = [
  ['curl -d ""', { 'content-type': FORM, 'content-length': '0' }],
  ['axios', { 'content-type': 'application/json', 'content-length': '0' }],
  ['text of no length', { 'content-type': 'text/plain;charset=UTF-8', 'content-length': '0' }],
  ['no type', { 'content-length': '0' }],
  ['an invalid type', { 'content-type': 'nonsense', 'content-length': '0' }],
  ['chunked, without chunks', { 'content-type': FORM, 'transfer-encoding': 'chunked' }],
  ['JSON in no chunks', { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }],
] as const

test.each(EMPTY)('a body of length 0 is no body: %s', async (_, headers) => {
  const send = await clientOf(await serve())
  expect(await send('/none', { headers })).toMatchObject({ status: 200, json: { body: 'none' } })
  expect(await send('/none', { method: 'DELETE', headers })).toMatchObject({ status: 200 })
  expect(await send('/optional', { headers })).toMatchObject({ status: 200, json: { body: 'none' } })
  expect((await send('/needed', { headers })).json).toMatchObject({ status: 400, code: 'KERNEL_VALIDATION' })
})

test('a chunked body arrives complete, also if its first byte is late', async () => {
  const send = await clientOf(await serve())
  const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
  const from = 'x'.repeat(300_000)
  const chunks = ['{"from":"', from, '"}']
  expect(await send('/needed', { headers, chunks })).toMatchObject({ status: 200, json: { body: { from } } })
  const binary = { ...headers, 'content-type': 'application/octet-stream' }
  const uploaded = await send('/upload', { headers: binary, chunks: [from, from] })
  expect(uploaded).toMatchObject({ status: 200, json: { body: 600_000 } })
})

test('an optional body is documented as an object and not required', async () => {
  const kernel = await serve()
  const bodyOf = (path: string) => kernel.document().paths[`/api/public/things${path}`]?.['post']?.requestBody
  const schema = { type: 'object', additionalProperties: false, properties: { from: {}, days: {} } }
  expect(bodyOf('/optional')).toMatchObject({ required: false, content: { 'application/json': { schema } } })
  expect(bodyOf('/needed')).toMatchObject({ required: true, content: { 'application/json': { schema } } })
  expect(JSON.stringify(kernel.document())).not.toContain('x-optional-body')
})

test('errors of an optional body name its properties', async () => {
  const { app } = await serve()
  const post = (payload: object) =>
    app.inject({ method: 'POST', url: '/api/public/things/optional', payload })
  expect((await post({ days: 'x' })).json()).toMatchObject({
    status: 400,
    detail: 'body/days must be integer',
  })
  expect((await post({ until: 'x' })).json()).toMatchObject({ status: 400, errors: [{ property: 'until' }] })
  expect((await post({ days: 3 })).json()).toEqual({ body: { days: 3 } })
  const none = await app.inject({
    method: 'POST',
    url: '/api/public/things/optional',
    headers: { 'content-type': 'application/json' },
    payload: 'null',
  })
  expect(none.json()).toEqual({ body: null })
})

test.each([
  ['/needed', { 'content-type': 'text/plain' }, { accept: 'application/json' }],
  ['/needed', { 'content-type': FORM }, { accept: 'application/json' }],
  ['/needed', { 'content-type': 'application/octet-stream' }, { accept: 'application/json' }],
  ['/needed', {}, { accept: 'application/json' }],
  ['/none', { 'content-type': FORM }, { accept: 'application/json' }],
  ['/upload', { 'content-type': 'application/json' }, { accept: 'application/octet-stream' }],
  [
    '/needed',
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    { 'accept-encoding': 'identity' },
  ],
] as const)('%s refuses a body of %j and says what it takes', async (path, headers, taken) => {
  const send = await clientOf(await serve())
  const reply = await send(path, { headers: { ...headers, 'transfer-encoding': 'chunked' }, chunks: ['{}'] })
  expect(reply.json).toMatchObject({ status: 415, code: 'KERNEL_UNSUPPORTED_MEDIA_TYPE' })
  expect(reply.headers).toMatchObject(taken)
})

test.each([
  ['{"from":"a\\u0000b"}', '/from'],
  ['{"from":"half \\ud83d"}', '/from'],
  ['{"from":"\\uDC00"}', '/from'],
  ['{"a\\u0000":1}', ''],
  ['{"list":[{"a/b":"\\ud83d"}]}', '/list/0/a~1b'],
])('text that cannot be stored is refused with its place, for any schema: %s', async (payload, path) => {
  const { app } = await serve()
  const headers = { 'content-type': 'application/json' }
  for (const route of ['/none', '/needed']) {
    const reply = await app.inject({ method: 'POST', url: `/api/public/things${route}`, headers, payload })
    const message = 'must not contain NUL characters or unpaired surrogates'
    expect(reply.json()).toMatchObject({
      status: 400,
      code: 'KERNEL_VALIDATION',
      detail: `body${path} ${message}`,
      errors: [{ in: 'body', path, message }],
    })
  }
  const whole = await app.inject({
    method: 'POST',
    url: '/api/public/things/needed',
    headers,
    payload: '{"from":"\\ud83d\\ude00 and a \\\\u0000 that is written out"}',
  })
  expect(whole.json()).toEqual({ body: { from: '😀 and a \\u0000 that is written out' } })
})
