import { setTimeout as delay } from 'node:timers/promises'
import type { RequestCount } from './request-count.ts'

/** Of the time that a page took. A sync beside many requests has somewhat more than half of its speed. */
const PAUSED_SHARE = 0.75
/** Milliseconds that a request may take on a busy machine; few requests cause short pauses. */
const REQUEST = 4

/**
 * Does a piece of work, and then pauses if requests were received meanwhile, so that they are answered first. A page
 * keeps this process and the database busy; one right after the other, they leave so little time on two processors
 * that requests wait for one another.
 *
 * @returns what the work returned; a pause ends when `signal` aborts
 */
export async function givingWay<T>(
  requests: Pick<RequestCount, 'received'>,
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const before = requests.received
  const begun = performance.now()
  const done = await work()
  const took = performance.now() - begun
  const pause = Math.min((requests.received - before) * REQUEST, took * PAUSED_SHARE)
  // Ended early, it is over as well: what was done counts, and the next step sees the signal.
  if (pause > 0) await delay(pause, undefined, { signal }).catch(() => {})
  return done
}
