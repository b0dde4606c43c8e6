import { once } from 'node:events'
import { type ClientRequest, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Type } from 'typebox'
import { expect } from 'vitest'
import type { RequestCost, RequestLimits } from '../src/http/request-bounds.ts'
import { authenticator, createKernel, currentPerson, type Kernel, type Plugin } from '../src/index.ts'

/** A request that has begun to be answered. */
interface Held {
  readonly person: string | undefined
  answer(): void
}

/** A server that answers its requests when the test says so. */
export interface HeldRequests {
  readonly kernel: Kernel
  readonly origin: string
  /** In the order in which they began. */
  readonly open: Held[]
  /** Of `as`; anonymous under `/api/public`. */
  ask(path: string, as?: string, headers?: Record<string, string>): Promise<Response>
  /** Sends a body of two bytes, and of these the first. Resolves when the server has the head. */
  sendSlowly(path: string, as?: string): Promise<SlowSender>
  asked(count: number): Promise<void>
  stop(): Promise<void>
}

export interface SlowSender {
  readonly client: ClientRequest
  /** Sends the rest; resolves to the status. */
  end(): Promise<number>
}

/** Who asks is in the header `as`; `nobody` is refused after `held` has been answered. */
function people(open: Held[]): Plugin {
  return {
    name: 'people',
    version: '1.0.0',
    registerServices(context) {
      context.registerService(authenticator, () => ({
        authenticate: async ({ headers }) => {
          const userId = String(headers['as'])
          if (userId === 'nobody') {
            await new Promise<void>((resolve) => open.push({ person: currentPerson(), answer: resolve }))
            return undefined
          }
          const kind = headers['key'] === undefined ? 'session' : 'api_key'
          return { userId, email: '', kind, roles: ['user'], scopes: ['*'] }
        },
      }))
    },
  }
}

const held = (cost: RequestCost) => ({
  config: { cost },
  schema: { summary: 'Answers when the test says so', response: { 200: Type.Object({}) } },
})

function desk(open: Held[]): Plugin {
  const wait = () =>
    new Promise<object>((resolve) => open.push({ person: currentPerson(), answer: () => resolve({}) }))
  return {
    name: 'desk',
    version: '1.0.0',
    uses: [authenticator],
    configureRoutes: () => ({
      routes: (app) => {
        for (const cost of ['cheap', 'expensive', 'stream'] as const) app.get(`/${cost}`, held(cost), wait)
        app.get('/broken', held('expensive'), async () => {
          throw new Error('broken')
        })
        app.post('/note', held('cheap'), wait)
        app.post('/message', held('stream'), wait)
        app.register(async (scope) => {
          scope.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null))
          scope.post('/file', { ...held('upload'), schema: fileSchema }, wait)
        })
      },
      public: (app) => {
        app.get('/open', held('cheap'), wait)
        app.get('/probe', held('probe'), wait)
        app.post('/note', held('cheap'), wait)
      },
    }),
  }
}

const fileSchema = {
  ...held('upload').schema,
  consumes: ['application/octet-stream'],
  body: Type.Unknown(),
}

export async function holdRequests(requests: RequestLimits): Promise<HeldRequests> {
  const open: Held[] = []
  const kernel = createKernel({ plugins: [people(open), desk(open)], http: { requests, trustProxy: true } })
  await kernel.boot()
  await kernel.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = kernel.app.server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const addressOf = (path: string) => `${origin}/api/${path.startsWith('public/') ? path : `desk/${path}`}`
  return {
    kernel,
    origin,
    open,
    ask: (path, as = 'ada', headers = {}) => fetch(addressOf(path), { headers: { as, ...headers } }),
    async sendSlowly(path, as = 'ada') {
      const contentType = path === 'file' ? 'application/octet-stream' : 'application/json'
      const headers = { as, 'content-type': contentType, 'content-length': 2 }
      const client = request(addressOf(path), { method: 'POST', headers })
      const status = new Promise<number>((resolve, reject) => {
        client.on('response', (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject)
      })
      status.catch(() => {})
      const received = once(kernel.app.server, 'request')
      client.write('{')
      await received
      await nextTurn()
      return {
        client,
        end() {
          client.end('}')
          return status
        },
      }
    },
    asked: (count) => expect.poll(() => open.length).toBe(count),
    async stop() {
      for (const each of open) each.answer()
      await kernel.stop()
    },
  }
}

/** Answers one after the other until none is left. */
export async function answerAll(open: Held[]): Promise<void> {
  while (open.length > 0) {
    open.shift()?.answer()
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}
