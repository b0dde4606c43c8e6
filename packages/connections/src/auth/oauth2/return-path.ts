import { ProblemError } from '@tributary/core'
import { connectionsErrors } from '../../connections-errors.ts'

/** Stands in for this server, whatever it is called. */
const HERE = 'http://here.invalid'

/**
 * Matches a return path: a path of this server with an optional query, nothing that a browser could take for another
 * address. Throws `CONNECTIONS_BAD_RETURN_PATH`.
 */
export function checkReturnPath(path: string): string {
  const url = /^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? URL.parse(path, HERE) : null
  // `/.//evil.example` is a path as it stands, and another host once it is normalised.
  if (url !== null && url.origin === HERE && !path.includes('\\') && !url.pathname.startsWith('//'))
    return `${url.pathname}${url.search}${url.hash}`
  throw new ProblemError(connectionsErrors.CONNECTIONS_BAD_RETURN_PATH, {
    detail: 'Give a path that begins with one slash, like "/connections".',
  })
}
