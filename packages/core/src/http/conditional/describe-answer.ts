import type { FastifyReply, onSendHookHandler } from 'fastify'
import { entityTag, findWeakly } from './entity-tag.ts'

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\b/

/** What belongs to a person may be kept by their own client alone, and is asked about each time it is used again. */
const PERSONAL = 'private, no-cache'

/**
 * For GET routes of signed-in people: adds `Cache-Control` and, to JSON, `ETag`, and answers `If-None-Match` with 304. The
 * first `onSend` hook of a route: the body is not compressed yet. Streams, exports and answers that must not be stored have no tag.
 */
export const describePersonalAnswer: onSendHookHandler = (request, reply, payload, done) => {
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', PERSONAL)
  if (typeof payload !== 'string' || !isTagged(reply)) return done(null, payload)
  const tag = entityTag(payload)
  const known = request.headers['if-none-match']
  const found = known === undefined ? undefined : findWeakly(known, tag)
  reply.header('etag', found ?? tag)
  if (found === undefined) return done(null, payload)
  reply.code(304).removeHeader('content-type')
  done(null, null)
}

/** For all other routes that change something or sign people in: their answers are of one request alone. */
export const forbidStoring: onSendHookHandler = (_request, reply, payload, done) => {
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  done(null, payload)
}

function isTagged(reply: FastifyReply): boolean {
  if (reply.statusCode !== 200 || reply.hasHeader('etag')) return false
  if (!JSON_TYPE.test(String(reply.getHeader('content-type')))) return false
  return !String(reply.getHeader('cache-control')).includes('no-store')
}
