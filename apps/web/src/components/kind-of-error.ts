import { isTributaryProblem } from '@tributary/client'
import { UnreachableError } from '../api/watched-fetch.ts'

/** Whether what an address names does not exist, or not for this person; an id that is not a valid one is refused before a look-up. */
export function isMissing(error: unknown): boolean {
  if (!isTributaryProblem(error)) return false
  return error.status === 404 || (error.status === 400 && error.errors.some((each) => each.in === 'params'))
}

/** Whether a script of the page is wrong: what it says is for its authors. */
export function isFault(error: unknown): boolean {
  if (error instanceof UnreachableError) return false
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
}
