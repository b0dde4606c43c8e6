/** The connection was never open: the system's codes, and those of undici. */
const NOT_CONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Whether an error says that its request has not left this server, so that it cannot have had an effect. */
export function isNotSent(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && NOT_CONNECTED.has(cause.code)) return true
    // Of a host with several addresses.
    if (cause instanceof AggregateError && cause.errors.length > 0 && cause.errors.every(isNotSent))
      return true
  }
  return false
}
