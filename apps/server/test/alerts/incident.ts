import type { Observation } from './observed-server.ts'

/** What a server looked like before, with and after the cause. */
export interface Incident {
  readonly before: Observation
  readonly during: Observation
  /** Absent where only a longer time ends it: what is counted in an hour. */
  readonly after?: Observation
}

/** Waits for what takes a moment. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it does not come to that')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
