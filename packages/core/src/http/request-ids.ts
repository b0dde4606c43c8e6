import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** A 48-bit counter does not overflow in the life of a process. */
const MAX_COUNT = 0xffff_ffff_ffff

export const REQUEST_ID_HEADER = 'x-request-id'

/** What a client may choose: safe in a log line, a header and a URI. */
const CHOSEN = /^[A-Za-z0-9][A-Za-z0-9._-]{7,127}$/
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/**
 * Makes request ids: what the client has chosen in `X-Request-Id`, if that is 8 to 128 letters, digits, dots, dashes and underscores;
 * otherwise UUIDs whose last group is a counter of the process. The first 74 bits are random, so that processes share none; a random
 * UUID per request would cost a percent of a small request.
 */
export function requestIds(): (request: Pick<IncomingMessage, 'headers'>) => string {
  const base = randomUUID().slice(0, 24)
  let count = 0
  return ({ headers }) => {
    const chosen = headers[REQUEST_ID_HEADER]
    if (typeof chosen === 'string' && CHOSEN.test(chosen)) return chosen
    count = count === MAX_COUNT ? 1 : count + 1
    return base + count.toString(16).padStart(12, '0')
  }
}

/** The URI of a request, as the member `instance` of problem details. */
export function requestUri(id: string): string {
  return UUID.test(id) ? `urn:uuid:${id}` : `urn:tributary:request:${id}`
}
