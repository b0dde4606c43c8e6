import { type Kernel, KernelError, type KernelService } from '@tributary/core'
import type { ObservedRequest } from './request-observer.ts'

/**
 * Calls `observe` for every answered request. Call it in boot phase 2: until it is ready, Fastify applies hooks on the
 * root instance to the routes of all plugins, including those mounted before.
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

/** The kernel registers itself as its service, but the service's type omits `app`. */
function rootOf(kernel: KernelService): Kernel['app'] {
  if (!('app' in kernel)) {
    throw new KernelError(
      'BAD_PLUGIN',
      'the service "kernel" does not give its Fastify instance: requests cannot be watched',
    )
  }
  return (kernel as Kernel).app
}
