import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** What a receiver has accepted. */
export interface ReceivedWebhook {
  readonly id: string
  readonly isSigned: boolean
  readonly event: {
    readonly type: string
    readonly timestamp: string
    readonly data: {
      readonly title: string
      readonly text: string
      readonly severity: string
      readonly url?: string
    }
  }
}

/** A receiver on the loopback interface that verifies with the library of Standard Webhooks. */
export interface WebhookReceiver {
  readonly url: string
  received(): readonly ReceivedWebhook[]
  /** Answers the next requests; `undefined`: as usual. */
  answer(reply: ((response: ServerResponse) => void) | undefined): void
  stop(): Promise<void>
}

/** Starts a receiver. With a secret it refuses what is not signed with it, with `authorization` what does not send it. */
export async function startReceiver({
  secret,
  authorization,
}: {
  readonly secret?: string
  readonly authorization?: string
} = {}): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  let answer: ((response: ServerResponse) => void) | undefined
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    if (answer !== undefined) {
      answer(response)
      return
    }
    const payload = Buffer.concat(chunks).toString()
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    )
    if (authorization !== undefined && headers['authorization'] !== authorization)
      return void response.writeHead(403).end('forbidden')
    try {
      if (secret !== undefined) new Webhook(secret).verify(payload, headers)
    } catch {
      return void response.writeHead(401).end('no matching signature')
    }
    received.push({
      id: headers['webhook-id'] ?? '',
      isSigned: headers['webhook-signature'] !== undefined,
      event: JSON.parse(payload) as ReceivedWebhook['event'],
    })
    // Receivers answer anything.
    response.writeHead(202, { 'content-type': 'text/html' }).end('<p>thank you')
  }
  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?kind=a`,
    received: () => received,
    answer: (reply) => {
      answer = reply
    },
    async stop() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}
