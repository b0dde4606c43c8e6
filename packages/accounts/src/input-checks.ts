import { ProblemError } from '@tributary/core'
import { accountsErrors } from './accounts-errors.ts'

/**
 * Common email addresses, a subset of RFC 5321 that every part of the server uses, including sign-in. Linear in the
 * length of the input.
 */
export const EMAIL_PATTERN = "^[A-Za-z0-9_'+-]+(\\.[A-Za-z0-9_'+-]+)*@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}$"

/** One scope: `*`, `library:read`, `netflix:*`, `*:read`. */
export const SCOPE_PATTERN = '^(\\*|(\\*|[a-z][a-z0-9-]*):(\\*|[a-z]+))$'

/** In characters. The maximum bounds the cost of hashing, the minimum makes guessing expensive. */
export const PASSWORD_LENGTH = { min: 8, max: 128 } as const

/** Names without control characters; PostgreSQL cannot store NUL. */
export const NAME_PATTERN = '^[^\\u0000-\\u001f\\u007f]+$'

const email = new RegExp(EMAIL_PATTERN)
const scope = new RegExp(SCOPE_PATTERN)

// The routes' schemas have the same rules; these checks are for callers within the process.

export function isEmail(value: string): boolean {
  return value.length <= 254 && email.test(value)
}

export function checkEmail(value: string): void {
  if (!isEmail(value)) throw invalid(`"${value}" is not an email address`)
}

export function checkPassword(value: string): void {
  const { min, max } = PASSWORD_LENGTH
  if (value.length < min || value.length > max) throw invalid(`a password has ${min} to ${max} characters`)
}

export function checkScopes(values: readonly string[]): void {
  if (values.length === 0) throw invalid('a key needs at least one scope, like "library:read" or "*"')
  const wrong = values.find((value) => !scope.test(value))
  if (wrong !== undefined) throw invalid(`"${wrong}" is not a scope: write "*" or "<plugin>:<action>"`)
}

function invalid(detail: string): ProblemError {
  return new ProblemError(accountsErrors.ACCOUNTS_BAD_INPUT, { detail })
}
