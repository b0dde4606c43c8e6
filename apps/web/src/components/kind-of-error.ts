import { isTributaryProblem } from '@tributary/client'

/** Whether what an address names does not exist, or not for this person; an id that is not a valid one is refused before a look-up. */
export function isMissing(error: unknown): boolean {
  if (!isTributaryProblem(error)) return false
  return error.status === 404 || (error.status === 400 && error.errors.some((each) => each.in === 'params'))
}

/** Of a request and of a part of the page, in Chromium, Firefox and Safari. */
const NOT_LOADED = /fetch|load|network|import/i

/** Whether there was no answer. Browsers throw the same error for that as for a fault in a script, in other words. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && NOT_LOADED.test(error.message)
}

/** Whether a script of the page is wrong: what it says is for its authors. */
export function isFault(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
}
