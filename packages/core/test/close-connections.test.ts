import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { defineErrors, type Kernel, ProblemError, type RoutePlugin } from '../src/index.ts'
import { silentLogger } from '../src/silent-logger.ts'
import { boot, documented, plugin } from './boot-plugins.ts'

const MIB = 1024 * 1024
/** More than the buffers of a connection between two sockets of one machine hold. */
const LARGE = 24 * MIB
const STOP_LIMIT = 6_000

const errors = defineErrors({ KEPT_FULL: { status: 503, kind: 'transient', title: 'There is no room' } })

const refuse = async () => {
  throw new ProblemError(errors.KEPT_FULL)
}

/** Requests for slow answers that the server has received. */
let begun = 0
beforeEach(() => {
  begun = 0
})

const routes: RoutePlugin = async (app) => {
  app.get('/quick', { schema: documented() }, () => 'ok')
  app.get('/large', { schema: documented() }, (_request, reply) => reply.send(Buffer.alloc(LARGE, 'a')))
  app.get('/slow', { schema: documented() }, async () => {
    begun += 1
    await delay(2_500)
    return 'ok'
  })
  // Its head leaves before the server stops, and so without `connection: close`.
  app.get('/begun', { schema: documented() }, (_request, reply) => {
    begun += 1
    return reply.send(Readable.from(parts()))
  })
  app.post('/refused', { schema: documented(), onRequest: refuse }, () => 'ok')
  app.addContentTypeParser('text/csv', (_request, _body, done) => done(null))
  app.post('/read', { schema: documented() }, () => 'ok')
  // As an upload ends that cannot be stored: the parser is destroyed in the middle of the body.
  app.post('/stored', { schema: documented({ consumes: ['text/csv'] }) }, async ({ raw }) => {
    const parser = raw.pipe(new PassThrough())
    await once(parser, 'readable')
    parser.destroy()
    throw new ProblemError(errors.KEPT_FULL)
  })
}

async function* parts() {
  yield 'first '
  await delay(300)
  yield 'last'
}

interface Stopping {
  readonly port: number
  /** Stops the kernel and resolves to how many milliseconds that took. */
  stop(): Promise<number>
  /** Messages of what went wrong. */
  readonly errors: readonly string[]
}

async function serve(): Promise<Stopping> {
  const errors: string[] = []
  const logger: typeof silentLogger = {
    ...silentLogger,
    error: (_data: unknown, message?: string) => void errors.push(message ?? ''),
    child: () => logger,
  }
  const kernel: Kernel = await boot([plugin('kept', { configureRoutes: () => ({ public: routes }) })], {
    logger,
    timeLimits: { stop: STOP_LIMIT },
  })
  await kernel.app.listen({ port: 0, host: '127.0.0.1' })
  return {
    port: (kernel.app.server.address() as AddressInfo).port,
    errors,
    async stop() {
      const begun = performance.now()
      await kernel.stop()
      return performance.now() - begun
    },
  }
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

function ask(socket: Socket, path: string, more = ''): void {
  socket.write(`${more === '' ? 'GET' : 'POST'} /api/public/kept/${path} HTTP/1.1\r\nhost: a\r\n${more}\r\n`)
}

/** A request of which the body never comes. */
const UNFINISHED = 'content-type: application/json\r\ncontent-length: 1000\r\n'

/** What has arrived on a connection when it ends. */
async function read(socket: Socket): Promise<string> {
  let found = ''
  for await (const chunk of socket.setEncoding('utf8')) found += String(chunk)
  return found
}

test('answered connections close at once, also with incomplete request bodies', async () => {
  const server = await serve()
  const [idle, owing] = [await connected(server.port), await connected(server.port)]
  ask(idle, 'quick')
  ask(owing, 'refused', UNFINISHED)
  await Promise.all([once(idle, 'data'), once(owing, 'data')])
  expect(await server.stop()).toBeLessThan(1_500)
  expect(server.errors).toEqual([])
})

test('a response that began before the stop is completed, then its connection closes', async () => {
  const server = await serve()
  const socket = await connected(server.port)
  ask(socket, 'begun')
  const found = read(socket)
  await expect.poll(() => begun, { interval: 10 }).toBe(1)
  expect(await server.stop()).toBeLessThan(1_500)
  expect(await found).toContain('last')
})

test('a response that is written but not sent arrives complete', async () => {
  const server = await serve()
  const socket = await connected(server.port)
  ask(socket, 'large')
  await once(socket, 'readable')
  const stopping = server.stop()
  await delay(200)
  expect((await read(socket)).length).toBeGreaterThan(LARGE)
  expect(await stopping).toBeLessThan(3_000)
})

test('disconnected clients are not waited for, but slow responses are', async () => {
  const server = await serve()
  const [silent, sending, receiving, slow] = await Promise.all([
    connected(server.port),
    connected(server.port),
    connected(server.port),
    connected(server.port),
  ])
  silent.write('GET /api')
  ask(sending, 'read', UNFINISHED)
  ask(receiving, 'large')
  ask(slow, 'slow')
  const found = read(slow)
  await expect.poll(() => begun, { interval: 10 }).toBe(1)
  const milliseconds = await server.stop()
  expect(milliseconds).toBeGreaterThan(2_300)
  expect(milliseconds).toBeLessThan(5_000)
  expect(await found).toContain('200 OK')
  expect(server.errors).toEqual([])
})

const upload = (bytes: number) => `content-type: text/csv\r\ncontent-length: ${bytes}\r\n`

test('a refused upload whose rest arrives keeps its connection', async () => {
  const server = await serve()
  const socket = await connected(server.port)
  ask(socket, 'stored', upload(LARGE))
  const part = Buffer.alloc(LARGE, 'a')
  await new Promise((resolve) => socket.write(part, resolve))
  await once(socket, 'readable')
  expect(String(socket.read())).toMatch(/^HTTP\/1.1 503 [^]*There is no room/)
  ask(socket, 'quick')
  await once(socket, 'readable')
  expect(String(socket.read())).toMatch(/^HTTP\/1.1 200 /)
})

test('a refused upload that continues is cut off after seconds, and its response can be read', async () => {
  const server = await serve()
  const socket = await connected(server.port)
  const begun = performance.now()
  ask(socket, 'stored', upload(LARGE))
  const slowly = setInterval(() => socket.write('a'), 50)
  const found = await read(socket)
  clearInterval(slowly)
  expect(found).toMatch(/^HTTP\/1.1 503 [^]*There is no room/)
  expect(performance.now() - begun).toBeLessThan(4_000)
})
