import { Agent, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import {
  chooseExportFormat,
  ExportFormatParameter,
  optionalBody,
  type RoutePlugin,
  readDateTime,
} from '../src/index.ts'
import { boot, documented, plugin, signedIn } from './boot-plugins.ts'

const ID = '123e4567-e89b-42d3-a456-426614174000'

const routes: RoutePlugin = async (app) => {
  const querystring = Type.Object({
    on: Type.Optional(Type.String({ format: 'date' })),
    at: Type.Optional(Type.String({ format: 'date-time' })),
    word: Type.Optional(Type.String()),
    words: Type.Optional(Type.Array(Type.String())),
  })
  const params = Type.Object({ id: Type.String({ format: 'uuid' }) })
  app.get('/:id', { schema: documented({ params, querystring }) }, ({ params: { id }, query }) => ({
    id,
    ...query,
  }))
  app.put('/:id', { schema: documented({ params }) }, () => 'put')
  const which = Type.Optional(Type.Union([Type.String({ format: 'uuid' }), Type.Literal('NEW')]))
  app.post(
    '/named/one',
    { schema: documented({ body: optionalBody(Type.Object({ which, word: Type.String() })) }) },
    ({ body }) => body,
  )
  const format = { format: ExportFormatParameter }
  app.get('/export/all', { schema: documented({ querystring: Type.Object(format) }) }, (request, reply) =>
    reply.send(chooseExportFormat(request, reply, request.query.format)),
  )
}

const serve = () => boot([...signedIn(), plugin('things', { configureRoutes: () => ({ public: routes }) })])

test.each([
  [`urn:uuid:${ID}`, 'params/id must be a UUID like 123e4567-e89b-12d3-a456-426614174000'],
  [`{${ID}}`, 'params/id must be a UUID'],
  [ID.replaceAll('-', ''), 'params/id must be a UUID'],
  [`${ID}?on=0000-01-01`, 'querystring/on must be a day of the calendar'],
  [`${ID}?on=2025-02-29`, 'querystring/on must be a day of the calendar'],
  [`${ID}?at=2026-03-01T12:00:00%2B02`, 'querystring/at must be a date-time of RFC 3339'],
  [`${ID}?at=2016-12-31T12:00:60Z`, 'querystring/at must be a date-time of RFC 3339'],
  [`${ID}?at=0000-12-31T00:00:00Z`, 'querystring/at must be a date-time of RFC 3339'],
  [`${ID}?word=a%00b`, 'querystring/word must not contain NUL characters'],
  [`${ID}?words=a&words=%00`, 'querystring/words must not contain NUL characters'],
])('a value that no database casts is refused with an explanation: %s', async (path, detail) => {
  const reply = await (await serve()).app.inject(
    `/api/public/things/${encodeURI(path).replaceAll('%25', '%')}`,
  )
  expect(reply.json()).toMatchObject({ status: 400, code: 'KERNEL_VALIDATION' })
  expect(reply.json<{ detail: string }>().detail).toContain(detail)
})

test('a UUID is compared in lower case, as the database returns it', async () => {
  const reply = await (await serve()).app.inject(`/api/public/things/${ID.toUpperCase()}?on=9999-12-31`)
  expect(reply.json()).toEqual({ id: ID, on: '9999-12-31' })
})

test('a UUID in a body, too, also beside other allowed words', async () => {
  const { app } = await serve()
  const post = async (which: string) => {
    const payload = { which, word: ID.toUpperCase() }
    return (await app.inject({ method: 'POST', url: '/api/public/things/named/one', payload })).json<object>()
  }
  expect(await post(ID.toUpperCase())).toEqual({ which: ID, word: ID.toUpperCase() })
  expect(await post('NEW')).toEqual({ which: 'NEW', word: ID.toUpperCase() })
  expect(await post('new')).toMatchObject({ code: 'KERNEL_VALIDATION' })
})

test.each([
  ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
  ['2026-03-01t12:00:00.5z', '2026-03-01T12:00:00.500Z'],
  ['2026-03-01T12:00:00.999999999Z', '2026-03-01T12:00:00.999Z'],
  [`2026-03-01T12:00:00.${'1'.repeat(100)}Z`, '2026-03-01T12:00:00.111Z'],
  ['2026-03-01T12:00:00+23:59', '2026-02-28T12:01:00.000Z'],
  ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ['2016-12-31T15:59:60.5-08:00', '2017-01-01T00:00:00.500Z'],
  ['0001-01-01T00:00:00+23:59', '0000-12-31T00:01:00.000Z'],
  ['9999-12-31T23:59:59-23:59', '+010000-01-01T23:58:59.000Z'],
])('the date-time %s is the instant %s', (text, instant) => {
  expect(readDateTime(text)?.toISOString()).toBe(instant)
})

test.each([
  '2026-03-01T12:00:00',
  '2026-03-01T12:00:00+02',
  '2026-03-01T12:00:00+0200',
  '2026-03-01T12:00:00+24:00',
  '2026-03-01T24:00:00Z',
  '2026-03-01T12:60:00Z',
  '2026-03-01T12:00:61Z',
  '2026-02-29T12:00:00Z',
  '2016-12-31T23:58:60Z',
  '0000-01-01T00:00:00Z',
  '10000-01-01T00:00:00Z',
  '2026-03-01 12:00:00Z',
  'now',
  '',
])('%j is no date-time of RFC 3339', (text) => {
  expect(readDateTime(text)).toBeUndefined()
})

test.each([
  ['POST', '/api/public/things/export/all', 'GET, HEAD'],
  ['DELETE', `/api/public/things/${ID}?on=x`, 'GET, HEAD, PUT'],
  ['POST', '/api/public/things/not-a-uuid', 'GET, HEAD, PUT'],
  ['OPTIONS', '/api/_kernel', 'GET, HEAD'],
] as const)('%s %s is told which methods there are', async (method, url, allow) => {
  const reply = await (await serve()).app.inject({
    method,
    url,
    headers: { 'content-type': 'nonsense' },
    payload: 'x',
  })
  expect(reply.json()).toMatchObject({ status: 405, code: 'KERNEL_METHOD_NOT_ALLOWED' })
  expect(reply.headers['allow']).toBe(allow)
})

test('a 404 of a route itself is kept', async () => {
  const files: RoutePlugin = async (app) => {
    app.get('/*', { schema: documented() }, (_request, reply) => reply.callNotFound())
  }
  const { app } = await boot([plugin('files', { configureRoutes: () => ({ public: files }) })])
  for (const method of ['GET', 'HEAD'] as const)
    expect((await app.inject({ method, url: '/api/public/files/none' })).statusCode).toBe(404)
  expect((await app.inject({ method: 'PUT', url: '/api/public/files/none' })).statusCode).toBe(405)
})

test('a path without a route is not found, with any body', async () => {
  const { app } = await serve()
  const url = '/api/public/things/a/b/c'
  for (const type of ['nonsense', 'application/json', 'application/xml']) {
    const reply = await app.inject({ method: 'POST', url, headers: { 'content-type': type }, payload: '{' })
    expect(reply.json()).toMatchObject({ status: 404, code: 'KERNEL_NOT_FOUND' })
  }
})

test.each([
  ['', undefined, 'jsonl', 'text/plain'],
  ['', '*/*', 'jsonl', 'text/plain'],
  ['', 'text/csv', 'csv', 'text/csv'],
  ['', 'text/*;q=0.5, text/csv', 'csv', 'text/csv'],
  ['', 'text/plain;q=0.9, text/csv;q=0.2', 'jsonl', 'text/plain'],
  ['', 'text/plain;q=0, */*', 'csv', 'text/csv'],
  ['', 'application/json, text/plain, */*', 'jsonl', 'text/plain'],
  // Generated for Python and Java: the first JSON type of all documented answers.
  ['', 'application/problem+json', 'jsonl', 'text/plain'],
  ['?format=csv', 'application/problem+json', 'csv', 'text/csv'],
  ['?format=csv', undefined, 'csv', 'text/csv'],
  ['?format=csv', 'text/plain', 'csv', 'text/plain'],
  ['?format=jsonl', 'text/plain', 'jsonl', 'text/plain'],
  ['', 'application/jsonl', 'jsonl', 'text/plain'],
  ['', 'application/x-ndjson', 'jsonl', 'text/plain'],
  ['', 'application/ndjson;charset=utf-8', 'jsonl', 'text/plain'],
  ['', 'application/jsonlines;q=0.4, text/csv;q=0.2', 'jsonl', 'text/plain'],
  ['', 'application/jsonl;q=0.1, text/csv', 'csv', 'text/csv'],
  ['?format=jsonl', 'application/x-jsonlines, application/json', 'jsonl', 'text/plain'],
])('an export %s that accepts %s is %s as %s', async (query, accept, format, type) => {
  const { app } = await serve()
  const headers = accept === undefined ? {} : { accept }
  const reply = await app.inject({ url: `/api/public/things/export/all${query}`, headers })
  expect(reply.payload).toBe(format)
  expect(reply.headers).toMatchObject({ 'content-type': `${type}; charset=utf-8`, vary: 'Accept' })
})

test.each([
  ['', 'image/png'],
  ['', 'application/json'],
  ['', '*/*;q=0'],
  ['?format=jsonl', 'text/csv'],
  ['?format=csv', 'application/jsonl'],
  ['', 'application/jsonl;q=0'],
])('an export %s that accepts only %s is refused with the available forms', async (query, accept) => {
  const { app } = await serve()
  const reply = await app.inject({ url: `/api/public/things/export/all${query}`, headers: { accept } })
  expect(reply.json()).toMatchObject({
    status: 406,
    code: 'KERNEL_NOT_ACCEPTABLE',
    detail: expect.stringContaining('text/plain'),
  })
})

test('while the server stops, a request on an open connection gets a problem with Retry-After', async () => {
  let entered: () => void = () => {}
  const inside = new Promise<void>((resolve) => {
    entered = resolve
  })
  let leave: () => void = () => {}
  const slow: RoutePlugin = async (app) => {
    // The listener closes when these hooks have ended: connections made before are answered for as long.
    app.addHook('preClose', () => new Promise<void>((resolve) => void (leave = resolve)))
    app.get('/', { schema: documented() }, async () => {
      entered()
      return 'ok'
    })
  }
  const kernel = await boot([plugin('slow', { configureRoutes: () => ({ public: slow }) })], {
    timeLimits: { stop: 5_000 },
  })
  await kernel.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = kernel.app.server.address() as AddressInfo
  const ask = (path: string, agent: Agent) =>
    new Promise<{ status: number | undefined; headers: object; body: string }>((resolve, reject) => {
      httpRequest({ port, host: '127.0.0.1', path, agent }, (reply) => {
        text(reply).then(
          (body) => resolve({ status: reply.statusCode, headers: reply.headers, body }),
          reject,
        )
      })
        .on('error', reject)
        .end()
    })
  const agent = new Agent({ keepAlive: true })
  expect(await ask('/api/public/slow', agent)).toMatchObject({ status: 200 })
  await inside
  const stopped = kernel.stop()
  await new Promise((resolve) => setTimeout(resolve, 30))
  for (const path of ['/api/public/slow', '/nothing', '/api/_kernel']) {
    const reply = await ask(path, path === '/nothing' ? new Agent() : agent)
    expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '5', connection: 'close' } })
    expect(reply.headers).toMatchObject({
      'content-type': expect.stringContaining('application/problem+json'),
    })
    expect(JSON.parse(reply.body)).toMatchObject({ status: 503, code: 'KERNEL_UNAVAILABLE' })
  }
  leave()
  agent.destroy()
  await stopped
})
