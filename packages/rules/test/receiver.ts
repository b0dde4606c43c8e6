import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that a service has got. */
export interface Received {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/** The service behind the instances: keeps what it has got, also what it does not answer as usual. */
export interface Receiver {
  readonly address: string
  readonly received: Received[]
  /** Answers the next requests; afterwards 204. */
  readonly next: ((response: ServerResponse) => void)[]
  stop(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const next: Receiver['next'] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        body: JSON.parse(Buffer.concat(chunks).toString()) as Received['body'],
      })
      const answer = next.shift()
      if (answer === undefined) response.writeHead(204).end()
      else answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    next,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
