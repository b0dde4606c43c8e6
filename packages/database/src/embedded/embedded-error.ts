/** The codes of `databaseErrors` that the embedded database fails with before anything is connected. */
export type EmbeddedErrorCode =
  | 'DATABASE_LOCKED'
  | 'DATABASE_DAMAGED'
  | 'DATABASE_CANNOT_RUN'
  | 'DATABASE_OTHER_VERSION'
  | 'DATABASE_UPGRADE_FAILED'

/** Marks the error across copies of this package. */
const BRAND = Symbol.for('tributary.EmbeddedError')

/**
 * The error of an embedded database that cannot start; the message names the cure for the operator. A plain error,
 * because a server starts the database before it loads the kernel, which defines the problem of the same code.
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
