import { type Kernel, KernelError, type KernelService } from '@tributary/core'
import type { ObservedRequest } from './request-observer.ts'

/**
 * Calls `observe` for every request that the server has answered. Call it in boot phase 2: Fastify takes hooks on
 * the root instance for the routes of all plugins, also those mounted before, until it is ready.
 */
export function watchRequests(kernel: KernelService, observe: (request: ObservedRequest) => void): void {
  rootOf(kernel).addHook('onResponse', (request, reply, done) => {
    observe({
      method: request.method,
      route: request.routeOptions.url,
      plugin: request.routeOptions.config.plugin,
      status: reply.statusCode,
      milliseconds: reply.elapsedTime,
    })
    done()
  })
}

/** The kernel registers itself as its service, though the service's type does not tell of `app`. */
function rootOf(kernel: KernelService): Kernel['app'] {
  if (!('app' in kernel)) {
    throw new KernelError(
      'BAD_PLUGIN',
      'the service "kernel" does not give its Fastify instance: requests cannot be watched',
    )
  }
  return (kernel as Kernel).app
}
