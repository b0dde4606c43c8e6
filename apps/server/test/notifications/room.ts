import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedMessage {
  readonly id: string
  readonly title: string
  readonly recipient?: { readonly room: string }
}

/** The service that messages are sent to. */
export class Room {
  readonly #server: Server
  readonly received: ReceivedMessage[] = []
  readonly tokens = new Set<string>()
  /** What happens instead of an answer, once for each. */
  readonly next: ((response: ServerResponse) => void | Promise<void>)[] = []

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<Room> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        room.tokens.add(request.headers.authorization ?? '')
        room.received.push(JSON.parse(Buffer.concat(chunks).toString()) as ReceivedMessage)
        const next = room.next.shift()
        if (next === undefined) response.writeHead(204).end()
        else void next(response)
      })
    })
    const room = new Room(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return room
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
