import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the server does with one connection. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void

export interface EventServer {
  readonly url: string
  /** `Last-Event-ID` of each request, in order. */
  readonly lastEventIds: (string | undefined)[]
  readonly authorizations: (string | undefined)[]
  [Symbol.asyncDispose](): Promise<void>
}

/** Answers each request with the next answer, and all further ones with the last. */
export async function startEventServer(...answers: Answer[]): Promise<EventServer> {
  const lastEventIds: (string | undefined)[] = []
  const authorizations: (string | undefined)[] = []
  const server = createServer((request, response) => {
    lastEventIds.push(request.headers['last-event-id']?.toString())
    authorizations.push(request.headers.authorization)
    answers[Math.min(lastEventIds.length, answers.length) - 1]?.(response, request)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lastEventIds,
    authorizations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A stream that begins with a text, and ends, breaks or stays open. */
export function stream(text: string, how: 'ends' | 'breaks' | 'stays' = 'ends'): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(text, () => {
      if (how === 'ends') response.end()
      if (how === 'breaks') setImmediate(() => response.destroy())
    })
  }
}

export function refusal(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => response.writeHead(status, headers).end()
}
