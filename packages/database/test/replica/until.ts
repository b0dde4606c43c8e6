import { setTimeout as delay } from 'node:timers/promises'

const LIMIT = 15_000

/** Repeats an assertion until it holds; after 15 s its failure is thrown. */
export async function until(holds: () => Promise<unknown>): Promise<void> {
  for (const end = performance.now() + LIMIT; ; await delay(20)) {
    try {
      await holds()
      return
    } catch (error) {
      if (performance.now() > end) throw error
    }
  }
}
