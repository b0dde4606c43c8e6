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

/** A service may ask for a later attempt after too many messages, but for none later than this. */
export const LONGEST_WAIT_SECONDS = 24 * HOUR

/** Of a limit that a service does not name. */
export const DEFAULT_RATE_LIMIT_SECONDS = 60
