const MINUTE = 60
const HOUR = 60 * MINUTE

/** Seconds before each further attempt, about a day in all: what is a day old is on the page. */
export const RETRY_SECONDS: readonly number[] = [
  10,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  6 * HOUR,
  16 * HOUR,
]

/** Of the delay, added at random, so that all channels of a service that was down do not come back at once. */
const JITTER = 0.1

/** A service may ask for a later attempt, but for none later than this. */
export const LONGEST_WAIT_SECONDS = 24 * HOUR

/** Of a limit that a service does not name. */
export const DEFAULT_RATE_LIMIT_SECONDS = 60

/** Milliseconds to wait after so many failures; `undefined` after the last attempt. */
export function retryDelay(given: {
  readonly failures: number
  /** Seconds that the service asks for. */
  readonly retryAfter: number | undefined
  readonly random: () => number
}): number | undefined {
  const seconds = RETRY_SECONDS[given.failures - 1]
  if (seconds === undefined) return undefined
  const scheduled = seconds * (1 + JITTER * given.random())
  return Math.round(Math.max(scheduled, Math.min(given.retryAfter ?? 0, LONGEST_WAIT_SECONDS)) * 1000)
}
