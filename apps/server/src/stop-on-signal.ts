import type { Kernel } from '@tributary/core'

/** A server's end, in the hands of whoever sends the signal. */
export interface StopSignal {
  /** Whether the signal has come. */
  readonly received: boolean
  /** Resolves when the kernel has stopped after the signal. */
  readonly stopped: Promise<void>
}

/**
 * Waits for SIGTERM or SIGINT, then stops the kernel: open requests finish, a running job stops after its page. Called
 * before the boot, so that a server is stopped in good order while it still migrates.
 */
export function stopOnSignal(kernel: Kernel): StopSignal {
  const state = { received: false, stopped: stopAfterSignal(() => (state.received = true), kernel) }
  return state
}

async function stopAfterSignal(note: () => void, kernel: Kernel): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve).once('SIGINT', resolve)
  })
  note()
  const log = kernel.state === 'ready' ? kernel.app.log : undefined
  log?.info({ signal }, 'stopping')
  // Whoever asks twice does not want to wait.
  process.once('SIGINT', () => process.exit(130))
  await kernel.stop()
  log?.info('stopped')
}
