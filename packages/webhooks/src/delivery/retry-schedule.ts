const MINUTE = 60
const HOUR = 60 * MINUTE

/**
 * Seconds before each further attempt, about three days in all. See
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability
 */
export const RETRY_SECONDS: readonly number[] = [
  5,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

/** Of the delay, added at random, so that the deliveries of many endpoints do not come back at once. */
const JITTER = 0.1

/** A receiver may ask for a later attempt, but for none later than this. */
const LONGEST_WAIT = 24 * HOUR

/**
 * Milliseconds to wait after so many failures; `undefined` after the last attempt.
 *
 * @example
 * retryDelay({ failures: 1, retryAfter: undefined, random: () => 0 }) // 5_000
 */
export function retryDelay(given: {
  readonly failures: number
  /** Seconds that the receiver asks for. */
  readonly retryAfter: number | undefined
  readonly random: () => number
}): number | undefined {
  const seconds = RETRY_SECONDS[given.failures - 1]
  if (seconds === undefined) return undefined
  const scheduled = seconds * (1 + JITTER * given.random())
  return Math.round(Math.max(scheduled, Math.min(given.retryAfter ?? 0, LONGEST_WAIT)) * 1000)
}
