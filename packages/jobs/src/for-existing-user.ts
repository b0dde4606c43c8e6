import { ProblemError } from '@tributary/core'
import { isForeignKeyViolation } from '@tributary/database'
import { jobsErrors } from './jobs-errors.ts'

/** Translates the only foreign key violation that is not a bug: a user who was deleted during the request. */
export async function forExistingUser<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new ProblemError(jobsErrors.JOBS_USER_GONE, { cause: error })
    throw error
  }
}
