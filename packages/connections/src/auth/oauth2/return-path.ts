import { ProblemError } from '@tributary/core'
import { connectionsErrors } from '../../connections-errors.ts'

/** A placeholder for the origin of this server. */
const HERE = 'http://here.invalid'

/**
 * Validates a return path: a path of this server with an optional query, which no browser resolves to another host.
 * Throws `CONNECTIONS_BAD_RETURN_PATH`.
 */
export function checkReturnPath(path: string): string {
  const url = /^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? URL.parse(path, HERE) : null
  // `/.//evil.example` is a path as written, but another host once normalised.
  if (url !== null && url.origin === HERE && !path.includes('\\') && !url.pathname.startsWith('//'))
    return `${url.pathname}${url.search}${url.hash}`
  throw new ProblemError(connectionsErrors.CONNECTIONS_BAD_RETURN_PATH, {
    detail: 'Use a path that begins with one slash, like "/connections".',
  })
}
