import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { onSendHookHandler } from 'fastify'

/** In the request itself, which Fastify hands on as `request.raw`. */
const IS_HEAD = Symbol('HEAD')

type Marked = IncomingMessage & { [IS_HEAD]?: true }

/**
 * Fastify's `rewriteUrl`, which is called before a route is chosen: the route of GET answers HEAD ([decision
 * 33](../../docs/adr/0033-the-route-of-get-answers-head.md)). Node has already created the response for HEAD and sends no body.
 */
export function routeHeadAsGet(raw: Marked): string {
  if (raw.method === 'HEAD') {
    raw.method = 'GET'
    raw[IS_HEAD] = true
  }
  return raw.url ?? '/'
}

/** To be called when the route is chosen: hooks, handlers and the log see HEAD. */
export function restoreHead(raw: Marked): void {
  if (raw[IS_HEAD] === true) raw.method = 'HEAD'
}

/**
 * For GET routes, before the compressor: HEAD has the headers of GET, and reads nothing of a stream. A text is compressed
 * as for GET, since its length and its ETag depend on it.
 */
export const withoutStream: onSendHookHandler = (request, reply, payload, done) => {
  if (request.method !== 'HEAD') return done(null, payload)
  // Fastify says so of GET alone.
  if (isNothing(payload) && !BODYLESS.has(reply.statusCode) && !reply.hasHeader('content-length'))
    reply.header('content-length', '0')
  done(null, emptied(payload))
}

/** Statuses whose answers have no length. */
const BODYLESS: ReadonlySet<number> = new Set([204, 304])

function isNothing(payload: unknown): boolean {
  return payload === undefined || payload === null || payload === ''
}

/** In place of what is read piece by piece, the same without content. */
function emptied(payload: unknown): unknown {
  if (isNodeStream(payload)) {
    // A file that cannot be opened fails after it has been closed, when nothing reads it.
    payload.on('error', () => {}).destroy()
    return Readable.from([])
  }
  if (payload instanceof ReadableStream) {
    payload.cancel().catch(() => {})
    return Readable.from([])
  }
  if (payload instanceof Response) {
    if (payload.body === null) return payload
    payload.body.cancel().catch(() => {})
    return new Response(new ReadableStream({ start: (empty) => empty.close() }), payload)
  }
  return payload
}

/** Also of another implementation, as Fastify tells them. */
function isNodeStream(payload: unknown): payload is Readable {
  return typeof payload === 'object' && payload !== null && 'pipe' in payload && 'destroy' in payload
}
