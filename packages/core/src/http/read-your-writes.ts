import type { FastifyReply, FastifyRequest, onRequestHookHandler, onSendHookHandler } from 'fastify'
import { hasWritten, setRead } from '../current-person.ts'
import { ProblemError } from '../problem.ts'
import { internalReader } from './conditional/internal-read.ts'
import { httpErrors } from './http-errors.ts'
import { readCookie } from './read-cookie.ts'
import type { ReadPositions } from './read-positions.ts'

export interface ReadYourWritesHooks {
  /** For routes that only read. */
  readonly onRequest: onRequestHookHandler
  readonly onSend: onSendHookHandler
}

/** The header of an answer to a request that wrote, and of the requests that are to see it. */
export const READ_AFTER_HEADER = 'tributary-read-after'

/** Twice as long as a replica may be behind and still be read: later, no request needs it. */
const COOKIE_SECONDS = 10

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/**
 * Lets a sender see what it has written although reads may go to a replica: the answer to a request that wrote has the position of the
 * database's log, and requests that bring it back read no earlier state. API clients have it in a header, browsers in a cookie.
 */
export function readYourWrites(
  positions: () => ReadPositions,
  { isSecure }: { readonly isSecure: boolean },
): ReadYourWritesHooks {
  const cookie = isSecure ? '__Host-tributary_read_after' : 'tributary_read_after'
  return {
    onRequest(request, _reply, done) {
      // The state that `If-Match` is compared with is that of the primary.
      if (internalReader() !== undefined) return done()
      const header = request.headers[READ_AFTER_HEADER]
      const { isPosition } = positions()
      if (header !== undefined && !isPosition(String(header))) return done(badPosition())
      // A cookie that is no position was not set by this server, and the person cannot correct it.
      const known = [header, readCookie(request.headers.cookie, cookie)].filter(
        (each): each is string => each !== undefined && isPosition(String(each)),
      )
      setRead({ after: known })
      done()
    },
    onSend(request, reply, payload, done) {
      if (!isWrite(request)) return done(null, payload)
      positions()
        .current()
        .then(
          (position) => {
            reply.header(READ_AFTER_HEADER, position)
            if (request.principal?.kind !== 'api_key') addCookie(reply, cookie, { position, isSecure })
            done(null, payload)
          },
          (error: Error) => done(error),
        )
    },
  }
}

/** Also a GET whose handler has begun a transaction: the end of a sign-in at a provider, for one. */
function isWrite({ method, principal }: FastifyRequest): boolean {
  return (principal !== null && !SAFE.has(method)) || hasWritten()
}

function badPosition(): ProblemError {
  return new ProblemError(httpErrors.KERNEL_BAD_REQUEST, {
    detail:
      '`Tributary-Read-After` is not a position: send the value of that header in an answer of this server, like `16/B374D848`, or leave it out.',
  })
}

/** `/` is allowed in the value of a cookie (RFC 6265, section 4.1.1). */
function addCookie(
  reply: FastifyReply,
  name: string,
  { position, isSecure }: { readonly position: string; readonly isSecure: boolean },
): void {
  const rest = `Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  reply.header('set-cookie', `${name}=${position}; ${rest}`)
}
