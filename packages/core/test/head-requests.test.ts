import { type AddressInfo, Socket } from 'node:net'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { AnsweredRequest, RoutePlugin } from '../src/index.ts'
import { answering, boot, documented, plugin, refusalOf } from './boot-plugins.ts'

const METHODS = ['GET', 'HEAD'] as const

/** Answers with the methods that the handler sees, in a header. */
const echoing: RoutePlugin = async (app) => {
  app.get('/', { schema: documented() }, (request, reply) =>
    reply.header('seen', `${request.method} ${request.raw.method}`).send('ok'),
  )
  app.post('/posted', { schema: documented() }, () => 'posted')
}

const serve = () => boot([plugin('things', { configureRoutes: () => ({ public: echoing }) })])

test('the route of GET answers HEAD, and its handler and the watchers see HEAD', async () => {
  const kernel = await serve()
  const answered: AnsweredRequest[] = []
  kernel.watchRequests((request) => answered.push(request))
  for (const method of METHODS) {
    const reply = await kernel.app.inject({ method, url: '/api/public/things' })
    expect([reply.statusCode, reply.headers['seen'], reply.headers['content-length']]).toEqual([
      200,
      `${method} ${method}`,
      '2',
    ])
  }
  expect(answered.map(({ method, route, plugin: by }) => [method, route, by])).toEqual(
    METHODS.map((method) => [method, '/api/public/things', 'things']),
  )
})

test('HEAD is refused where there is no GET', async () => {
  const kernel = await serve()
  const ask = async (method: 'HEAD' | 'PUT', path: string) => {
    const { statusCode, headers } = await kernel.app.inject({ method, url: `/api/public/things${path}` })
    return { status: statusCode, allow: headers.allow }
  }
  expect(await ask('HEAD', '/none')).toEqual({ status: 404, allow: undefined })
  expect(await ask('HEAD', '/posted')).toEqual({ status: 405, allow: 'POST' })
  expect(await ask('PUT', '')).toEqual({ status: 405, allow: 'GET, HEAD' })
})

test('streams of each kind are closed without being read', async () => {
  const seen = { read: 0, closed: 0 }
  const text = new TextEncoder().encode('text')
  const endless = () =>
    new ReadableStream(
      {
        pull: (controller) => {
          seen.read += 1
          controller.enqueue(text)
        },
        cancel: () => void (seen.closed += 1),
      },
      { highWaterMark: 0 },
    )
  const failing = () => {
    const stream = new Readable({
      read: () => void (seen.read += 1),
      destroy: (_error, done) => done(new Error('not opened')),
    })
    return stream.once('close', () => (seen.closed += 1))
  }
  const streams: RoutePlugin = async (app) => {
    app.get('/web', { schema: documented() }, (_request, reply) => reply.type('text/plain').send(endless()))
    app.get('/response', { schema: documented() }, (_request, reply) =>
      reply.send(
        new Response(endless(), { status: 202, headers: { 'content-type': 'text/plain', of: 'it' } }),
      ),
    )
    app.get('/failing', { schema: documented() }, (_request, reply) =>
      reply.type('text/plain').send(failing()),
    )
  }
  const kernel = await boot([plugin('streams', { configureRoutes: () => ({ public: streams }) })])
  const ask = (path: string) => kernel.app.inject({ method: 'HEAD', url: `/api/public/streams/${path}` })
  expect((await ask('web')).statusCode).toBe(200)
  expect(await ask('response')).toMatchObject({ statusCode: 202, headers: { of: 'it' } })
  expect((await ask('failing')).statusCode).toBe(200)
  await expect.poll(() => seen).toEqual({ read: 0, closed: 3 })
})

test('on a connection, the answer to HEAD has no body, and the next request is answered', async () => {
  const kernel = await serve()
  await kernel.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = kernel.app.server.address() as AddressInfo
  const socket = new Socket().connect(port, '127.0.0.1')
  const request = (method: string, more = '') =>
    `${method} /api/public/things HTTP/1.1\r\nhost: localhost\r\n${more}\r\n`
  socket.write(request('HEAD') + request('GET') + request('HEAD', 'connection: close\r\n'))
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  const bodies = text
    .split(/HTTP\/1\.1 200 OK\r\n/)
    .slice(1)
    .map((answer) => answer.split('\r\n\r\n')[1])
  expect(bodies).toEqual(['', 'ok', ''])
})

test('a route for HEAD without GET is refused', async () => {
  const alone: RoutePlugin = async (app) => void app.head('/x', { schema: documented() }, () => '')
  const besides: RoutePlugin = async (app) =>
    void app.get('/x', { schema: documented(), exposeHeadRoute: true }, () => 'ok')
  const withPost: RoutePlugin = async (app) => {
    app.route({ method: ['HEAD', 'POST'], url: '/x', schema: documented(), handler: () => 'ok' })
  }
  for (const [routes, methods] of [
    [alone, 'HEAD'],
    [besides, 'HEAD'],
    [withPost, 'HEAD, POST'],
  ] as const)
    expect(await refusalOf(routes)).toBe(
      `plugin "bad" declares route ${methods} /api/bad/x, but the route of GET answers HEAD: remove HEAD, or exposeHeadRoute`,
    )
  const both: RoutePlugin = async (app) => {
    app.route({ method: ['HEAD', 'GET'], url: '/x', schema: documented(), handler: () => 'ok' })
  }
  const kernel = await boot([
    plugin('both', { configureRoutes: () => ({ public: both }) }),
    plugin('one', { configureRoutes: () => ({ public: answering('/x') }) }),
  ])
  for (const method of METHODS)
    expect((await kernel.app.inject({ method, url: '/api/public/both/x' })).statusCode).toBe(200)
  expect(Object.keys(kernel.document().paths?.['/api/public/both/x'] ?? {})).toEqual(['get'])
})
