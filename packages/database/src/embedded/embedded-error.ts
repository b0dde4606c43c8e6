/** The codes of `databaseErrors` that the embedded database ends with before anything is connected. */
export type EmbeddedErrorCode =
  | 'DATABASE_LOCKED'
  | 'DATABASE_DAMAGED'
  | 'DATABASE_CANNOT_RUN'
  | 'DATABASE_OTHER_VERSION'
  | 'DATABASE_UPGRADE_FAILED'

/** Marks the error across copies of this package. */
const BRAND = Symbol.for('tributary.EmbeddedError')

/**
 * Why the embedded database is not started: the message is for the person and says what to do. A plain error, because a server
 * starts the database before it loads the kernel, which the problem of the same code comes from.
 */
export class EmbeddedError extends Error {
  readonly [BRAND] = true
  readonly code: EmbeddedErrorCode

  constructor(code: EmbeddedErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedError'
    this.code = code
  }
}

/** Whether an error is an `EmbeddedError`, whichever copy of this package made it. */
export function isEmbeddedError(error: unknown): error is EmbeddedError {
  return typeof error === 'object' && error !== null && BRAND in error
}
