/** Of a delay, added at random, so that those who wait for one receiver do not come back at once. */
const JITTER = 0.1

/** A receiver may ask for a later attempt, but for none later than this. */
const LONGEST_WAIT_SECONDS = 24 * 60 * 60

export interface FailedAttempts {
  /** In a row, at least 1. */
  readonly failures: number
  /** Seconds that the receiver asks for. */
  readonly retryAfter?: number | undefined
  readonly random: () => number
}

/**
 * Milliseconds to wait after failed attempts, by a schedule of the seconds before each further one; `undefined` after the last one. What the
 * receiver asks for is waited for if it is longer, up to a day.
 *
 * @example
 * retryDelay([5, 300], { failures: 1, random: () => 0 }) // 5_000
 */
export function retryDelay(
  schedule: readonly number[],
  { failures, retryAfter = 0, random }: FailedAttempts,
): number | undefined {
  const seconds = schedule[failures - 1]
  if (seconds === undefined) return undefined
  const scheduled = seconds * (1 + JITTER * random())
  return Math.round(Math.max(scheduled, Math.min(retryAfter, LONGEST_WAIT_SECONDS)) * 1000)
}
