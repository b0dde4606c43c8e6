import type { Kernel } from '@tributary/core'

/** A server's end, in the hands of whoever sends the signal. */
export interface StopSignal {
  /** Whether the signal has come. */
  readonly received: boolean
  /** Resolves when the kernel has stopped after the signal. */
  readonly stopped: Promise<void>
}

/**
 * Waits for SIGTERM, SIGINT or SIGHUP (the terminal was closed), then stops the kernel: open requests finish, a running job stops
 * after its page. Called before the boot, so that a server is stopped in good order while it still migrates.
 *
 * Who ends a group of processes tells each of them, and each tells those it started: the same signal comes twice. Only a second
 * SIGINT means somebody who does not want to wait.
 */
export function stopOnSignal(kernel: Kernel): StopSignal {
  const state = { received: false, stopped: stopAfterSignal(() => (state.received = true), kernel) }
  return state
}

async function stopAfterSignal(note: () => void, kernel: Kernel): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    // Listened to until the end: the next one would else end the process at once.
    process.on('SIGTERM', resolve).on('SIGHUP', resolve).once('SIGINT', resolve)
  })
  note()
  const log = kernel.state === 'ready' ? kernel.app.log : undefined
  log?.info({ signal }, 'stopping')
  process.once('SIGINT', () => process.exit(130))
  await kernel.stop()
  log?.info('stopped')
}
