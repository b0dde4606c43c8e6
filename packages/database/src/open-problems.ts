import { ProblemError } from '@tributary/core'
import { databaseErrors, UNAVAILABLE_DETAIL } from './database-errors.ts'
import { EmbeddedError } from './embedded/embedded-error.ts'
import { sqlState, toDatabaseProblem } from './sqlstate.ts'

const UNDEFINED_TABLE = '42P01'

/** The problem that health reports for a failed check: an unreadable table is not an outage. */
export function checkProblem(cause: unknown): ProblemError {
  const problem = toDatabaseProblem(cause)
  if (problem?.code === 'DATABASE_DAMAGED' || problem?.code === 'DATABASE_UNREADABLE') return problem
  if (sqlState(cause) === UNDEFINED_TABLE) {
    const detail =
      'A table of this server is missing from the database: an administrator must restore a backup.'
    return new ProblemError(databaseErrors.DATABASE_UNREADABLE, { cause, detail })
  }
  return new ProblemError(databaseErrors.DATABASE_UNAVAILABLE, {
    detail: UNAVAILABLE_DETAIL,
    cause,
    headers: { 'retry-after': '5' },
  })
}

/** The problem of a start that failed. */
export function openProblem(error: unknown): unknown {
  if (!(error instanceof EmbeddedError)) {
    // PostgreSQL starts with damaged catalogues, and the first query that needs one fails.
    const problem = toDatabaseProblem(error)
    return problem?.code === 'DATABASE_DAMAGED' ? problem : error
  }
  return new ProblemError(databaseErrors[error.code], { detail: error.message, cause: error })
}
