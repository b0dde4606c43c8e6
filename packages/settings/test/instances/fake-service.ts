import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it arrived. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly token: string | undefined
  readonly body: string
}

/** A service with chat, objects, an index and more behind one token: a real HTTP server on the loopback interface. */
export interface FakeService {
  readonly url: string
  readonly port: number
  readonly received: readonly Received[]
  /** Bodies by key. */
  readonly objects: ReadonlyMap<string, Buffer>
  /** The valid token. */
  token: string
  /** Answers each request in place of the service; `undefined` ends that. */
  answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined
  connections(): number
  stop(): Promise<void>
}

export async function startFakeService(token: string): Promise<FakeService> {
  const received: Received[] = []
  const objects = new Map<string, Buffer>()
  let connections = 0
  const server = createServer((request, response) => {
    if (service.answer !== undefined) return service.answer(request, response)
    void answer(request, response)
  })
  server.on('connection', () => {
    connections += 1
  })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request)
    const { method = 'GET', url: path = '/', headers } = request
    const given = headers.authorization?.replace(/^Bearer /, '')
    received.push({ method, path, token: given, body: body.toString() })
    const send = (status: number, answered: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answered))
    // As some services do, it repeats what it was sent.
    if (given !== service.token) return send(401, { error: `invalid token ${given}` })
    const [, key] = /^\/objects\/(.+)$/.exec(path) ?? []
    if (key === undefined) return send(200, ANSWERS[path.split('?')[0] ?? ''] ?? {})
    if (method === 'PUT') objects.set(key, body)
    if (method === 'DELETE') objects.delete(key)
    const found = objects.get(key)
    if (method !== 'GET') return response.writeHead(204).end()
    return found === undefined ? send(404, {}) : response.writeHead(200).end(found)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const service: FakeService = {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    objects,
    token,
    answer: undefined,
    connections: () => connections,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return service
}

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/me': { id: 'bot-1' },
  '/payments': { id: 'pay-1' },
  '/token': { sub: 'ada', name: 'Ada' },
  '/query': { ids: ['one', 'two'] },
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
