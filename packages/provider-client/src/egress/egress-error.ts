/** Marks the error across copies of this package. */
const BRAND = Symbol.for('tributary.EgressError')

/** A request that was not sent, since its address is not allowed. The message names the address and says what to do. */
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

/** Looks through the causes as well: undici wraps what its connector throws. */
export function findEgressError(error: unknown): EgressError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (BRAND in cause) return cause as EgressError
  return undefined
}
