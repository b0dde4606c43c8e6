import type { Kernel } from '@tributary/core'
import type { Configuration } from './configuration.ts'
import { makeKernel } from './make-kernel.ts'

/** Boots the kernel for one command, which does not listen, and stops it again whatever happens. */
export async function withKernel<T>(
  configuration: Configuration,
  options: { worker?: boolean },
  command: (kernel: Kernel) => Promise<T>,
): Promise<T> {
  // A command is about its result; what goes wrong ends it and is shown as a sentence.
  const quiet =
    configuration.logLevel === 'info' ? { ...configuration, logLevel: 'fatal' as const } : configuration
  const kernel = makeKernel(quiet, { worker: options.worker ?? false, log: 'stderr' })
  await kernel.boot()
  try {
    return await command(kernel)
  } finally {
    await kernel.stop()
  }
}
