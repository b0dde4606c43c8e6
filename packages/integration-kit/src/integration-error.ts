/**
 * What can go wrong between an integration and its provider. The code decides what the engine does; the integration
 * only names it.
 *
 * | code | the engine |
 * |---|---|
 * | `auth_expired` | refreshes once and tries again; refused, the connection is `needs_reauth` and the person is told |
 * | `rate_limit` | runs the job again after `retryAfterSeconds`; not a failure |
 * | `partial_sync` | keeps the pages and the cursor; the job ends `partial`, the next run resumes |
 * | `upstream` | retries with exponential backoff and jitter; after the last attempt the job is `failed` |
 * | `invalid_data` | does not retry; `raw`, where it is given, goes to the rejected records with the reason |
 * | `permission_denied` | the connection is `needs_permission`, the missing scopes are named, the person is asked to authorize again; other streams go on |
 * | `file_parse_error` | the job is `failed` with line and column; the person mends the file and uploads again |
 * | `provider_gone` | does not retry: the provider has ended this interface. The connection is `paused` and the person told |
 * | `action_required` | does not retry: the person has to do something at the provider first, which the message says. The connection is `needs_action`, the person is notified; scheduled syncs try again and resume by themselves |
 * | `bad_configuration` | as `action_required`, but it is the administrator who has to act, at the provider or here |
 */
export const INTEGRATION_ERROR_CODES = [
  'auth_expired',
  'rate_limit',
  'partial_sync',
  'upstream',
  'invalid_data',
  'permission_denied',
  'file_parse_error',
  'provider_gone',
  'action_required',
  'bad_configuration',
] as const

/** What an `IntegrationError` is about: one of the table above. */
export type IntegrationErrorCode = (typeof INTEGRATION_ERROR_CODES)[number]

export interface IntegrationErrorOptions {
  /** For `rate_limit`, and for `upstream` that said when: seconds from now. */
  readonly retryAfterSeconds?: number
  /** For `file_parse_error`: 1-based. */
  readonly line?: number
  /** For `file_parse_error`: 1-based, in characters. */
  readonly column?: number
  /** For `permission_denied`. */
  readonly missingScopes?: readonly string[]
  /** For `invalid_data`: what could not be used, to be kept with the reason. */
  readonly raw?: unknown
  readonly cause?: unknown
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

  constructor(code: IntegrationErrorCode, message: string, options: IntegrationErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'IntegrationError'
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
    this.line = options.line
    this.column = options.column
    this.missingScopes = options.missingScopes ?? []
    this.raw = options.raw
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
