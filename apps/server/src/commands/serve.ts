import type { Kernel } from '@tributary/core'
import type { Configuration } from '../configuration.ts'
import { makeKernel } from '../make-kernel.ts'
import { stopOnSignal } from '../stop-on-signal.ts'

/** `tributary serve`: the API, and the worker unless told otherwise. Resolves when it has stopped. */
export async function serve(configuration: Configuration, options: { worker: boolean }): Promise<void> {
  const kernel = makeKernel(configuration, { worker: options.worker, log: 'stdout' })
  await kernel.boot()
  const { host, port } = configuration
  await listen(kernel, { host, port })
  await stopOnSignal(kernel)
}

/** `tributary work`: runs import jobs and answers no requests. Resolves when it has stopped. */
export async function work(configuration: Configuration): Promise<void> {
  const kernel = makeKernel(configuration, { worker: true, log: 'stdout' })
  await kernel.boot()
  kernel.app.log.info('working on import jobs')
  await stopOnSignal(kernel)
}

async function listen(kernel: Kernel, address: { host: string; port: number }): Promise<void> {
  try {
    const url = await kernel.app.listen({ ...address, listenTextResolver: (at) => `listening on ${at}` })
    kernel.app.log.info({ docs: `${url}/docs` }, 'ready')
  } catch (error) {
    await kernel.stop()
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new Error(`Port ${address.port} is taken: end the program that has it, or set PORT to another.`, {
        cause: error,
      })
    }
    throw error
  }
}
