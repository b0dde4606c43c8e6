/** Minutes before each further attempt; the last one repeats, since nothing is given up. */
const MINUTES = [1, 2, 5, 15, 30, 60] as const
const LAST_MINUTES = 60
/** An instance may ask for a later attempt, but for none later than a day. */
const LONGEST_SECONDS = 86_400
/** Of the delay, added at random, so that those of many people do not come back at once. */
const JITTER = 0.1

/** Milliseconds to wait after so many failures in a row. */
export function retryDelay(given: {
  readonly failures: number
  /** Seconds that the instance asks for. */
  readonly retryAfter: number | undefined
  readonly random: () => number
}): number {
  const minutes = MINUTES[given.failures - 1] ?? LAST_MINUTES
  const asked = Math.min(given.retryAfter ?? 0, LONGEST_SECONDS)
  return Math.round(Math.max(minutes * 60 * (1 + JITTER * given.random()), asked) * 1000)
}
