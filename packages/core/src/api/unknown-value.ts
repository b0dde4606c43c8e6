import { httpErrors } from '../http/http-errors.ts'
import { ProblemError } from '../problem.ts'
import { nearestName } from './nearest-name.ts'

/** More known values than this are not listed. */
const LISTED = 20

/**
 * The problem for a query parameter or member that names something that does not exist here, like an integration or a metric: 400 with
 * the nearest known name, never an empty answer.
 *
 * @example
 * if (!known.includes(integration)) throw unknownValue({ parameter: 'integration', value: integration, known })
 * // 400: `integration` is "spotfy", which does not exist here. Did you mean "spotify"?
 */
export function unknownValue(given: {
  readonly parameter: string
  readonly value: string
  readonly known: readonly string[]
  /** Default `querystring`. */
  readonly in?: 'querystring' | 'body'
}): ProblemError {
  const { parameter, value, known } = given
  const nearest = nearestName(value, known)
  const cure = nearest === undefined ? listed(known.toSorted()) : `Did you mean "${nearest}"?`
  return new ProblemError(httpErrors.KERNEL_UNKNOWN_VALUE, {
    detail: `\`${parameter}\` is ${JSON.stringify(value)}, which does not exist here. ${cure}`,
    extensions: {
      errors: [
        { in: given.in ?? 'querystring', path: `/${parameter}`, message: `does not exist here. ${cure}` },
      ],
    },
  })
}

function listed(known: readonly string[]): string {
  if (known.length === 0) return 'No value exists yet.'
  const more = known.length > LISTED ? `, and ${known.length - LISTED} more` : ''
  return `There are: ${known.slice(0, LISTED).join(', ')}${more}.`
}
