import type { IntegrationErrorCode } from './integration-error-codes.ts'

export interface IntegrationErrorOptions {
  /** For `rate_limit`, and for `upstream` that said when: seconds from now. */
  readonly retryAfterSeconds?: number | undefined
  /** For `file_parse_error`: 1-based. */
  readonly line?: number
  /** For `file_parse_error`: 1-based, in characters. */
  readonly column?: number
  /** For `permission_denied`. */
  readonly missingScopes?: readonly string[] | undefined
  /** For `invalid_data`: what could not be used, to be kept with the reason. */
  readonly raw?: unknown
  /** For `file_parse_error`: the option of the import that resolves it, and its values that the file allows. */
  readonly resolvedBy?: ResolvingOption
  readonly cause?: unknown
}

/** An option of an import that a person has to choose. */
export interface ResolvingOption {
  readonly option: string
  readonly choices: readonly string[]
}

/** Marks the error across copies of the kit: an integration may bring its own. */
const BRAND = Symbol.for('tributary.IntegrationError')

/**
 * Thrown by an integration. The message is for the person whose data it is: say what is wrong and what to do.
 *
 * @example
 * throw new IntegrationError('file_parse_error', 'Line 7 has an opening quote that is never closed.', { line: 7, column: 1 })
 */
export class IntegrationError extends Error {
  readonly [BRAND] = true
  readonly code: IntegrationErrorCode
  readonly retryAfterSeconds: number | undefined
  readonly line: number | undefined
  readonly column: number | undefined
  readonly missingScopes: readonly string[]
  readonly raw: unknown
  readonly resolvedBy: ResolvingOption | undefined

  constructor(code: IntegrationErrorCode, message: string, options: IntegrationErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'IntegrationError'
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
    this.line = options.line
    this.column = options.column
    this.missingScopes = options.missingScopes ?? []
    this.raw = options.raw
    this.resolvedBy = options.resolvedBy
  }
}

/**
 * Whether an error is an `IntegrationError`, of a code where one is given, whichever copy of the kit made it.
 *
 * @example
 * if (isIntegrationError(error, 'permission_denied')) return []
 */
export function isIntegrationError(error: unknown, code?: IntegrationErrorCode): error is IntegrationError {
  return (
    typeof error === 'object' &&
    error !== null &&
    BRAND in error &&
    (code === undefined || (error as IntegrationError).code === code)
  )
}
