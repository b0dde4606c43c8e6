import { readdirSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

const { PRIORITY_BELOW_NORMAL } = constants.priority

/**
 * Lowers the priority of this process: it gets about a tenth of a processor that another process keeps busy. A still lower priority that it was started
 * with is kept. What it starts from now on inherits it.
 *
 * Throws if the system forbids that.
 */
export function lowerPriority(): void {
  for (const thread of threads()) {
    try {
      if (getPriority(thread) < PRIORITY_BELOW_NORMAL) setPriority(thread, PRIORITY_BELOW_NORMAL)
    } catch (error) {
      if (!hasEnded(error)) throw error
    }
  }
}

/** Of a thread that has ended meanwhile. */
function hasEnded(error: unknown): boolean {
  const { info } = error as { readonly info?: { readonly code?: unknown } }
  return info?.code === 'ESRCH'
}

/** Linux has a priority for each thread, and those that collect garbage run already. Elsewhere it is that of the process. */
function threads(): readonly number[] {
  return process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid]
}
