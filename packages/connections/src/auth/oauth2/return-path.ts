import { ProblemError, readReturnPath } from '@tributary/core'
import { connectionsErrors } from '../../connections-errors.ts'

/** Validates a return path. Throws `CONNECTIONS_BAD_RETURN_PATH`. */
export function checkReturnPath(path: string): string {
  const checked = readReturnPath(path)
  if (checked !== undefined) return checked
  throw new ProblemError(connectionsErrors.CONNECTIONS_BAD_RETURN_PATH, {
    detail: 'Use a path that begins with one slash, like "/connections".',
  })
}
