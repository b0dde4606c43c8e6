import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Handling, handleRequest } from './handle-request.ts'

/** An HTTP server over a simulator. */
export interface Listener {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  close(): Promise<void>
}

/** Listens on the loopback interface. */
export async function listen(handling: Handling, port = 0): Promise<Listener> {
  const server = createServer((request, response) => {
    handleRequest(handling, request, response).catch((error: unknown) => {
      // A broken simulator must not look like an unavailable provider.
      if (!response.headersSent) response.writeHead(599, { 'content-type': 'text/plain' })
      response.end(`simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}
