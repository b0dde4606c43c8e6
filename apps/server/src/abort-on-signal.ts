import { UsageError } from './usage-error.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs work that the first termination signal aborts, so that it can clean up. The second signal ends the process at once. */
export async function abortOnSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const abort = () => controller.abort(new UsageError('The command was interrupted.'))
  for (const signal of SIGNALS) process.once(signal, abort)
  try {
    return await work(controller.signal)
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort)
  }
}
