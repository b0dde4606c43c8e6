import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An answer: JSON with a status and headers, or a connection that is cut in the middle of it. */
export type LocalAnswer =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | 'cut'

/** A provider on this machine. */
export interface LocalProvider extends AsyncDisposable {
  readonly url: string
  /** What it was asked, in order: `GET /items?after=10`. */
  readonly asked: string[]
  /** The response; set by each test. */
  answer: (url: URL, request: IncomingMessage) => LocalAnswer
}

export async function startProvider(): Promise<LocalProvider> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    send(response, provider.answer(new URL(request.url ?? '/', 'http://localhost'), request))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const provider: LocalProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: () => ({ status: 404 }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return provider
}

function send(response: ServerResponse, answer: LocalAnswer): void {
  if (answer === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
    response.write('{"items": [')
    setImmediate(() => response.destroy())
    return
  }
  const { status = 200, headers = {}, body = {} } = answer
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
