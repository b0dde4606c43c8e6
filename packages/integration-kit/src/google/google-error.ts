import { listOf, membersOf, textOf } from '../values/value-of.ts'

/** A refusal of an API of Google. */
export interface GoogleError {
  /** Of the newer form, `details`, before those of the older, `errors`: `ACCESS_TOKEN_SCOPE_INSUFFICIENT`, `insufficientPermissions`. */
  readonly reasons: readonly string[]
  /** `PERMISSION_DENIED`, `RESOURCE_EXHAUSTED`, …; `''` in the older form. */
  readonly status: string
  readonly message: string
  /** Of the first reason: `{ maxDurationDays: '14' }`. */
  readonly metadata: Readonly<Record<string, unknown>>
}

/**
 * Reads the body of a refusal, `{ error: { status, message, details: [{ reason, metadata }], errors: [{ reason }] } }`; `undefined` for any
 * other. The status alone says little: 403 is anything from a used-up quota to an API that is not enabled.
 *
 * @see https://cloud.google.com/apis/design/errors
 *
 * @example
 * googleErrorIn({ error: { errors: [{ reason: 'quotaExceeded' }] } })?.reasons // ['quotaExceeded']
 */
export function googleErrorIn(body: unknown): GoogleError | undefined {
  const { error } = membersOf(body)
  if (typeof error !== 'object' || error === null) return undefined
  const { status, message, details, errors } = membersOf(error)
  const given = [...listOf(details), ...listOf(errors)].map(membersOf).flatMap((each) => {
    const reason = textOf(each['reason'])
    return reason === undefined ? [] : [{ reason, metadata: membersOf(each['metadata']) }]
  })
  return {
    reasons: given.map(({ reason }) => reason),
    status: textOf(status) ?? '',
    message: textOf(message) ?? '',
    metadata: given[0]?.metadata ?? {},
  }
}
