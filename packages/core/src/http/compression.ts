import { Readable } from 'node:stream'
import compress from '@fastify/compress'
import type { FastifyInstance, FastifyReply, onSendHookHandler } from 'fastify'
import { tagOfEncoding } from './conditional/entity-tag.ts'
import { addVary } from './vary.ts'

/** Below this, headers and the time of both sides cost more than the bytes saved. */
const MIN_BYTES = 1024

const ENCODINGS = ['zstd', 'br', 'gzip'] as const

/** All text types but server-sent events, which a compressor would buffer until a block is full. */
const COMPRESSIBLE = /^text\/(?!event-stream)|[+/](json|javascript|xml)\b/

/**
 * Compresses answers by `Accept-Encoding`: zstd, Brotli or gzip, in this order where the client has no preference. Streams stay
 * streams. Call it before any route is added.
 */
export async function compressAnswers(app: FastifyInstance): Promise<void> {
  await app.register(compress, {
    encodings: [...ENCODINGS],
    threshold: MIN_BYTES,
    customTypes: COMPRESSIBLE,
    // A compressed request body is refused: 1 MiB of it can become gigabytes.
    globalDecompression: false,
  })
}

/**
 * For a route whose answers have to be the stored bytes, like ranges of a file. Its type is plain, so that plugins need not know the compressor.
 *
 * @example
 * app.get('/:id/content', { ...uncompressed, schema }, handler)
 */
export const uncompressed: object = { compress: false }

/**
 * The last `onSend` hook of a route: adds `Vary: Accept-Encoding`, also to uncompressed answers, and gives a compressed
 * one an ETag of its own.
 */
export const describeEncoding: onSendHookHandler = (_request, reply, payload, done) => {
  if (dependsOnEncoding(reply, payload)) addVary(reply, 'Accept-Encoding')
  const etag = reply.getHeader('etag')
  const encoding = reply.getHeader('content-encoding')
  if (typeof encoding === 'string' && typeof etag === 'string')
    reply.header('etag', tagOfEncoding(etag, encoding))
  done(null, payload)
}

function dependsOnEncoding(reply: FastifyReply, payload: unknown): boolean {
  if (reply.statusCode === 304 || reply.hasHeader('content-encoding')) return true
  if (!COMPRESSIBLE.test(String(reply.getHeader('content-type')))) return false
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload))
    return payload instanceof Readable || payload instanceof ReadableStream
  return Buffer.byteLength(payload) >= MIN_BYTES
}
