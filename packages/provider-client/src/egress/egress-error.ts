/** Identifies the error across copies of this package. */
const BRAND = Symbol.for('tributary.EgressError')

/**
 * The error of a request that was not sent because its address is not allowed. The message names the address and the
 * cure.
 */
export class EgressError extends Error {
  readonly [BRAND] = true
  /** The host that was refused: a name or an IP address, without brackets. */
  readonly host: string

  constructor(host: string, message: string) {
    super(message)
    this.name = 'EgressError'
    this.host = host
  }
}

/** Searches the causes as well: undici wraps errors of its connector. */
export function findEgressError(error: unknown): EgressError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (BRAND in cause) return cause as EgressError
  return undefined
}
