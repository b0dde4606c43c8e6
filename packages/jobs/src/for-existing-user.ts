import { ProblemError } from '@tributary/core'
import { isForeignKeyViolation } from '@tributary/database'
import { jobsErrors } from './jobs-errors.ts'

/** Names the one foreign key that fails without a bug: that of a user who was deleted while their request ran. */
export async function forExistingUser<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new ProblemError(jobsErrors.JOBS_USER_GONE, { cause: error })
    throw error
  }
}
