import type { Kernel } from '@tributary/core'
import type { Configuration } from './configuration.ts'
import { makeKernelWithAdded } from './make-kernel.ts'
import { requireDatabase } from './require-database.ts'

const COMMAND_POOL_SIZE = 4

export interface CommandNeeds {
  /** Default: no import jobs are run. */
  readonly worker?: boolean
  /** The command needs an existing database and creates none. */
  readonly existingDatabase?: boolean
}

/**
 * Boots the kernel for one command, without listening, and always stops it. Throws a `UsageError` if the command needs a
 * database and none exists.
 */
export async function withKernel<T>(
  configuration: Configuration,
  needs: CommandNeeds,
  command: (kernel: Kernel) => Promise<T>,
): Promise<T> {
  if (needs.existingDatabase === true) requireDatabase(configuration)
  // Only the result matters: a failure ends the command and is printed as a sentence.
  const logLevel = configuration.logLevel === 'info' ? 'fatal' : configuration.logLevel
  // It runs beside servers and other commands on the same database, and needs few connections.
  const databasePoolSize = Math.min(configuration.databasePoolSize, COMMAND_POOL_SIZE)
  const kernel = await makeKernelWithAdded(
    { ...configuration, logLevel, databasePoolSize },
    { worker: needs.worker ?? false, log: 'stderr' },
  )
  await kernel.boot()
  try {
    return await command(kernel)
  } finally {
    await kernel.stop()
  }
}
