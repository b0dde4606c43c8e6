import type { Kernel } from '@tributary/core'

/** The stop of a server by a signal. */
export interface StopSignal {
  /** Whether the signal was received. */
  readonly received: boolean
  /** Resolves when the kernel has stopped after the signal. */
  readonly stopped: Promise<void>
}

/**
 * Waits for SIGTERM, SIGINT or SIGHUP (the terminal was closed), then stops the kernel: open requests finish, a running job stops
 * after its page. Called before the boot, so that a server also stops cleanly during migrations.
 *
 * A signal to a process group reaches each process, and each forwards it to its children: the same signal arrives twice. Only a
 * second SIGINT means that the user does not want to wait.
 */
export function stopOnSignal(kernel: Kernel): StopSignal {
  const state = { received: false, stopped: stopAfterSignal(() => (state.received = true), kernel) }
  return state
}

async function stopAfterSignal(note: () => void, kernel: Kernel): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    // Listens until the end: without a listener the next signal would end the process at once.
    process.on('SIGTERM', resolve).on('SIGHUP', resolve).once('SIGINT', resolve)
  })
  note()
  const log = kernel.state === 'ready' ? kernel.app.log : undefined
  log?.info({ signal }, 'stopping')
  process.once('SIGINT', () => process.exit(130))
  await kernel.stop()
  log?.info('stopped')
}
