import { isProblemError } from '@tributary/core'
import { databaseErrors } from '@tributary/database'
import { changesErrors } from './changes-errors.ts'

const CODES: readonly string[] = [
  changesErrors.CHANGES_START_OVER.code,
  databaseErrors.DATABASE_BAD_CURSOR.code,
]

/**
 * Whether an error of `ChangeFeed` says that a stored cursor will never be read again: the database was restored, the cursor is older than the
 * deletions that are kept, or a later version has written it. Asking again does not help.
 */
export function mustStartOver(error: unknown): boolean {
  return isProblemError(error) && CODES.includes(error.code)
}
