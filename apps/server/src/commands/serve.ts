import type { Kernel } from '@tributary/core'
import type { Configuration } from '../configuration.ts'
import { makeKernel } from '../make-kernel.ts'
import { stopOnSignal } from '../stop-on-signal.ts'

/** `tributary serve`: the API, and the worker unless told otherwise. Resolves when it has stopped. */
export async function serve(configuration: Configuration, options: { worker: boolean }): Promise<void> {
  const kernel = makeKernel(configuration, { worker: options.worker, log: 'stdout' })
  await runUntilSignal(kernel, () => listen(kernel, configuration))
}

/** `tributary work`: runs import jobs and answers no requests. Resolves when it has stopped. */
export async function work(configuration: Configuration): Promise<void> {
  const kernel = makeKernel(configuration, { worker: true, log: 'stdout' })
  await runUntilSignal(kernel, async () => kernel.app.log.info('working on import jobs'))
}

/** Boots, does what the role does, and waits for the signal, which may come during the boot. */
async function runUntilSignal(kernel: Kernel, begin: () => Promise<void>): Promise<void> {
  const signal = stopOnSignal(kernel)
  try {
    await kernel.boot()
    await begin()
  } catch (error) {
    // A boot that is stopped half-way rejects; that was asked for.
    if (!signal.received) throw error
  }
  await signal.stopped
}

async function listen(kernel: Kernel, { host, port }: Configuration): Promise<void> {
  try {
    const url = await kernel.app.listen({ host, port, listenTextResolver: (at) => `listening on ${at}` })
    kernel.app.log.info({ docs: `${url}/docs` }, 'ready')
  } catch (error) {
    await kernel.stop()
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new Error(`Port ${port} is taken: end the program that has it, or set PORT to another.`, {
        cause: error,
      })
    }
    throw error
  }
}
