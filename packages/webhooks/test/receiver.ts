import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it arrived. */
export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The parsed body. */
  readonly event: { readonly type: string; readonly timestamp: string; readonly data: EventData }
}

interface EventData {
  readonly changes?: readonly { readonly id: string; readonly at: string; readonly path?: string | null }[]
  readonly reason?: string
  readonly endpointId?: string
}

/** What a receiver answers: a status, or its own way. */
export type Answer = number | ((response: ServerResponse, received: Received) => void)

/** A receiver of webhooks on this machine. */
export class Receiver {
  readonly received: Received[] = []
  /** The answers to the next requests; then `answer`. */
  next: Answer[] = []
  answer: Answer = 204
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<Receiver> {
    const server = createServer()
    const receiver = new Receiver(server)
    server.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        const event = JSON.parse(body) as Received['event']
        receiver.#receive({ path: request.url ?? '', headers: request.headers, body, event }, response)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return receiver
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  urlOf(path = '/hook'): string {
    return `http://127.0.0.1:${this.port}${path}`
  }

  /** Ids of resources in the events, in order: `+` changed, `-` deleted. */
  get ids(): string[] {
    return this.received.flatMap(({ event: { type, data } }) =>
      (data.changes ?? []).map(({ id }) => `${type.endsWith('.deleted') ? '-' : '+'}${id}`),
    )
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #receive(received: Received, response: ServerResponse): void {
    this.received.push(received)
    const answer = this.next.shift() ?? this.answer
    if (typeof answer === 'number') response.writeHead(answer).end(`answer ${answer}`)
    else answer(response, received)
  }
}
