import { IntegrationError, type IntegrationErrorOptions } from '../integration-error.ts'
import type { IntegrationErrorCode } from '../integration-error-codes.ts'

/** A row of a table of errors: what the service calls them, what follows, and what a person has to do. */
export interface ErrorMeaning {
  /**
   * The service's own names, numbers or statuses, or ranges of numbers with both ends. A name never equals a number: `'404'` is a name.
   */
  readonly errors: readonly (string | number | readonly [from: number, to: number])[]
  readonly code: IntegrationErrorCode
  readonly message: string
  /** Where the service documents a wait and does not send it. */
  readonly retryAfterSeconds?: number
}

/** What an error has besides its row, and whether its message ends with the service's own name of it. */
export interface ErrorFromOptions extends IntegrationErrorOptions {
  /** Default false. */
  readonly isNamed?: boolean
}

/**
 * The error of a table for what a service calls it: the first row that has it. `undefined` for what the table does not have, and for
 * `undefined`. The table is data, in a file `*-table.ts`.
 *
 * @param options a `retryAfterSeconds` given here, as the answer says it, replaces that of the row
 *
 * @example
 * errorFrom([{ errors: ['slow_down', [131_048, 131_056]], code: 'rate_limit', message: 'Wait.' }], 131_050, { isNamed: true })?.message // 'Wait. (131050)'
 */
export function errorFrom(
  table: readonly ErrorMeaning[],
  error: string | number | undefined,
  { isNamed = false, ...options }: ErrorFromOptions = {},
): IntegrationError | undefined {
  const meaning = table.find(({ errors }) => errors.some((each) => isIn(error, each)))
  if (meaning === undefined) return undefined
  const message = isNamed ? `${meaning.message} (${error})` : meaning.message
  return new IntegrationError(meaning.code, message, {
    ...options,
    retryAfterSeconds: options.retryAfterSeconds ?? meaning.retryAfterSeconds,
  })
}

function isIn(error: string | number | undefined, each: ErrorMeaning['errors'][number]): boolean {
  if (typeof each === 'string' || typeof each === 'number') return error === each
  return typeof error === 'number' && error >= each[0] && error <= each[1]
}
