import type { Kernel } from '@tributary/core'

/** Waits for SIGTERM or SIGINT, then stops the kernel: open requests finish, a running job stops after its page. */
export async function stopOnSignal(kernel: Kernel): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve).once('SIGINT', resolve)
  })
  kernel.app.log.info({ signal }, 'stopping')
  // Whoever asks twice does not want to wait.
  process.once('SIGINT', () => process.exit(130))
  await kernel.stop()
}
