import { createServer, type Server } from 'node:http'
import { Webhook } from 'standardwebhooks'

/** A receiver: verifies each event over its raw body, answers at once, and handles it afterwards. */
export function receiveEvents(secret: string, handle: (event: unknown) => void): Server {
  const webhook = new Webhook(secret)
  const handled = new Set<string>() // In a database, in the transaction of what is done with the event.
  return createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      try {
        const event = webhook.verify(Buffer.concat(chunks), request.headers as Record<string, string>)
        const id = String(request.headers['webhook-id'])
        if (!handled.has(id)) handle(event)
        handled.add(id)
        response.writeHead(204).end()
      } catch {
        response.writeHead(400).end('The signature is wrong')
      }
    })
  })
}
