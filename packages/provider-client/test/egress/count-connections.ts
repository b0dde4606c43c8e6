import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A listener on this machine that counts who connects. */
export interface Counter {
  readonly port: number
  connections(): number
  close(): Promise<void>
}

export async function countConnections(
  host: string,
  answer: RequestListener = (_request, response) => response.end('reached'),
): Promise<Counter> {
  let connections = 0
  const server = createServer(answer)
  server.on('connection', () => {
    connections++
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
