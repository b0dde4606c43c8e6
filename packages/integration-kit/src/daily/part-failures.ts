import { IntegrationError, isIntegrationError } from '../integration-error.ts'
import { integrationErrorOf } from '../integration-error-codes.ts'

/** Data of a stream that could not be read, while other data could. */
export interface PartFailure {
  /** "Active Zone Minutes"; absent if the stream has only this kind of data. */
  readonly name?: string | undefined
  readonly error: IntegrationError
}

/**
 * Whether other data may still be readable after an error: it concerns one kind of data, not the account or the whole provider.
 *
 *
 * @example
 * const settings = await getSettings(http).catch((error: unknown) => (isOfOnePart(error) ? {} : Promise.reject(error)))
 */
export function isOfOnePart(error: unknown): error is IntegrationError {
  return isIntegrationError(error) && integrationErrorOf(error.code)?.about === 'stream'
}

/** `Active Zone Minutes: health.googleapis.com refused the request (400): …` */
export function describeFailure({ name, error }: PartFailure): string {
  return name === undefined ? error.message : `${name}: ${error.message}`
}

/**
 * One error for everything that a stream could not read; `undefined` without failures. A problem of the provider is
 * `partial_sync`: the data read is kept, and the next run requests the rest again.
 */
export function joinFailures(failures: readonly PartFailure[]): IntegrationError | undefined {
  const [first] = failures
  if (first === undefined) return undefined
  const message = [...new Set(failures.map(describeFailure))].join(' ')
  const errors = failures.map(({ error }) => error)
  const missingScopes = [...new Set(errors.flatMap((error) => [...error.missingScopes]))]
  const cause = first.error
  if (errors.some(({ code }) => code === 'permission_denied'))
    return new IntegrationError('permission_denied', message, { missingScopes, cause })
  const refused = errors.filter(({ code }) => code === 'invalid_data')
  if (refused.length === 0) return new IntegrationError('partial_sync', message, { cause })
  const raw: unknown = refused.length === 1 ? refused[0]?.raw : refused.map((error) => error.raw)
  return new IntegrationError('invalid_data', message, { raw, cause })
}
