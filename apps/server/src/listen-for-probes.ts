import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Kernel } from '@tributary/core'

/** The paths that a worker serves. The API is served by servers only, so this port needs no proxy. */
const PATHS = ['/health/live', '/health/ready', '/health', '/metrics']
/** A probe sends a few headers. */
const REQUEST_MILLISECONDS = 10_000

/**
 * Listens on the worker's port for health and metrics, with the kernel's routes and access rules. Resolves to `undefined`
 * for port 0. If the port cannot be opened, logs it and resolves to `undefined` as well, since several workers may run on
 * one machine and jobs matter more than probes.
 */
export async function listenForProbes(
  kernel: Kernel,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Server | undefined> {
  if (port === 0) return undefined
  const server = createServer({ requestTimeout: REQUEST_MILLISECONDS }, (request, response) =>
    answer(kernel, request, response),
  )
  try {
    // `once` rejects when the server emits `error` instead.
    await once(server.listen({ host, port }), 'listening')
  } catch (error) {
    kernel.app.log.warn(
      { err: error, port },
      'health probes disabled: set WORKER_PORT to a free port, or to 0',
    )
    return undefined
  }
  kernel.app.log.info({ port }, 'health probes enabled')
  return server
}

function answer(kernel: Kernel, request: IncomingMessage, response: ServerResponse): void {
  const [path = ''] = (request.url ?? '').split('?')
  if (PATHS.includes(path)) return kernel.app.routing(request, response)
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`A worker answers ${PATHS.join(', ')}.\n`)
}
