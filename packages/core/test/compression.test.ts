import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import type { RoutePlugin } from '../src/index.ts'
import { boot, documented, plugin } from './boot-plugins.ts'

const LINE = '{"title":"The same title again and again","platform":"netflix"}\n'
const LARGE = LINE.repeat(100)
/** Compressed at once on every machine: from 4 KiB on, the compressor makes a stream where there are many processors. */
const MEDIUM = LINE.repeat(40)
let read = 0
let destroyed = 0

/** Endless, of text that hardly becomes smaller, and counts what is read of it. */
function lines(): Readable {
  async function* endless() {
    try {
      for (;;) {
        read += 1
        yield randomBytes(48 * 1024).toString('base64')
      }
    } finally {
      destroyed += 1
    }
  }
  const stream = Readable.from(endless(), { objectMode: false })
  stream.once('close', () => (destroyed += 1))
  return stream
}

const routes: RoutePlugin = async (app) => {
  app.get('/large', { schema: documented() }, (_request, reply) => {
    void reply.header('etag', '"1"').type('application/json').send(LARGE)
  })
  app.get('/medium', { schema: documented() }, (_request, reply) => {
    void reply.header('etag', '"2"').type('application/json').send(MEDIUM)
  })
  app.get('/small', { schema: documented() }, () => ({ ok: true }))
  app.get('/picture', { schema: documented() }, (_request, reply) => {
    void reply.type('image/png').send(Buffer.alloc(5_000))
  })
  app.get('/negotiated', { schema: documented() }, (_request, reply) => {
    void reply.header('vary', 'Accept').type('text/csv').send(LARGE)
  })
  const unchanged = documented({ response: { 304: Type.Null() } })
  app.get('/unchanged', { schema: unchanged }, (_request, reply) => {
    void reply.code(304).header('etag', '"1"').send()
  })
  app.get('/gone', { schema: documented({ response: { 204: Type.Null() } }) }, (_request, reply) => {
    void reply.code(204).send(null)
  })
  app.get('/elsewhere', { schema: documented() }, (_request, reply) => reply.redirect('/small'))
  app.get('/stream', { schema: documented() }, (_request, reply) => reply.type('text/plain').send(lines()))
  app.get('/events', { schema: documented() }, (_request, reply) =>
    reply.type('text/event-stream').send(Readable.from(['data: 1\n\n', 'data: 2\n\n'.repeat(500)])),
  )
}

const serve = () => boot([plugin('things', { configureRoutes: () => ({ public: routes }) })])

async function ask(path: string, headers: object = {}, method: 'GET' | 'HEAD' = 'GET') {
  const { app } = await serve()
  return app.inject({ method, url: `/api/public/things${path}`, headers: { ...headers } })
}

test.each([
  ['zstd', zstdDecompressSync, 'gzip, deflate, br, zstd'],
  ['br', brotliDecompressSync, 'gzip, deflate, br'],
  ['gzip', gunzipSync, 'gzip'],
  ['gzip', gunzipSync, 'gzip, br;q=0.1'],
] as const)(
  'a response is compressed by %s if the client prefers it',
  async (encoding, decompress, accepted) => {
    const answer = await ask('/large', { 'accept-encoding': accepted })
    expect(answer.headers).toMatchObject({ 'content-encoding': encoding, etag: `"1-${encoding}"` })
    expect(String(answer.headers.vary).toLowerCase()).toBe('accept-encoding')
    expect(answer.rawPayload.length).toBeLessThan(LARGE.length / 20)
    expect(decompress(answer.rawPayload).toString()).toBe(LARGE)
  },
)

test.each([undefined, 'identity', 'deflate', 'gzip;q=0'])(
  'for a client that accepts %s it is uncompressed, with Vary for caches',
  async (accepted) => {
    const answer = await ask('/large', accepted === undefined ? {} : { 'accept-encoding': accepted })
    expect(answer.headers).not.toHaveProperty('content-encoding')
    expect(answer.headers).toMatchObject({ vary: 'Accept-Encoding', etag: '"1"' })
    expect(answer.payload).toBe(LARGE)
  },
)

test('an existing Vary is kept', async () => {
  for (const headers of [{}, { 'accept-encoding': 'gzip' }]) {
    const { vary } = (await ask('/negotiated', headers)).headers
    expect(String(vary).toLowerCase()).toBe('accept, accept-encoding')
  }
})

test.each(['/small', '/picture', '/events'])(
  '%s is not worth it, and the same for everyone',
  async (path) => {
    const { headers } = await ask(path, { 'accept-encoding': 'gzip' })
    expect(headers).not.toHaveProperty('content-encoding')
    expect(headers).not.toHaveProperty('vary')
  },
)

test('a 304 has the same Vary as the 200', async () => {
  expect((await ask('/unchanged')).headers).toMatchObject({ vary: 'Accept-Encoding', etag: '"1"' })
})

test('HEAD reads nothing of a stream and closes it', async () => {
  read = 0
  destroyed = 0
  for (const headers of [{}, { 'accept-encoding': 'gzip' }]) {
    const answer = await ask('/stream', headers, 'HEAD')
    expect(answer).toMatchObject({ statusCode: 200, payload: '' })
    expect(answer.headers['content-type']).toBe('text/plain')
    expect(String(answer.headers.vary).toLowerCase()).toBe('accept-encoding')
    expect(answer.headers['content-encoding']).toBe('accept-encoding' in headers ? 'gzip' : undefined)
    expect(answer.headers).not.toHaveProperty('content-length')
  }
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect({ read, destroyed }).toEqual({ read: 0, destroyed: 2 })
})

test.each([
  {},
  { 'accept-encoding': 'identity' },
  { 'accept-encoding': 'gzip' },
  { 'accept-encoding': 'zstd' },
])('HEAD has the headers of GET, asked with %j', async (headers) => {
  const headersOf = async (path: string, method: 'GET' | 'HEAD') => {
    const { statusCode, headers: answered } = await ask(path, headers, method)
    // Node leaves out the last one where there is no body.
    const { date: _date, 'x-request-id': _id, 'transfer-encoding': _chunked, ...rest } = answered
    return { statusCode, ...rest }
  }
  for (const path of ['/large', '/medium', '/small', '/gone', '/elsewhere', '/unchanged'])
    expect(await headersOf(path, 'HEAD'), path).toEqual(await headersOf(path, 'GET'))
  expect((await headersOf('/medium', 'HEAD'))['content-length']).toBeDefined()
})

test('a compressed stream is read no faster than its reader, and no further when the reader leaves', async () => {
  const { app } = await serve()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  read = 0
  destroyed = 0
  const path = '/api/public/things/stream'
  const sent = get({ port, host: '127.0.0.1', path, headers: { 'accept-encoding': 'gzip' } })
  const [reply] = (await once(sent, 'response')) as [IncomingMessage]
  await once(reply, 'readable')
  // It stops when the buffers between both are full, long before its end, since the client does not read.
  let before = -1
  await expect
    .poll(
      () => {
        const stands = read === before
        before = read
        return stands
      },
      { interval: 300, timeout: 10_000 },
    )
    .toBe(true)
  sent.destroy()
  await expect.poll(() => destroyed).toBe(2)
})

test('server-sent events arrive as they are sent', async () => {
  const { app } = await serve()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const path = '/api/public/things/events'
  const sent = get({ port, host: '127.0.0.1', path, headers: { 'accept-encoding': 'gzip, br, zstd' } })
  const [reply] = (await once(sent, 'response')) as [IncomingMessage]
  expect(reply.headers).not.toHaveProperty('content-encoding')
  expect((await buffer(reply)).toString()).toMatch(/^data: 1\n\n/)
})
