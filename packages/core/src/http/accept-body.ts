import type { FastifyRequest, preParsingHookHandler } from 'fastify'
import { ProblemError } from '../problem.ts'
import { httpErrors } from './http-errors.ts'

const ANY_CONTENT_TYPE = '*/*'

type Payload = Parameters<preParsingHookHandler>[2]

/**
 * Decides whether a request has a body before anything parses it. A body of length 0 counts as absent, whatever its
 * content type: curl sends one with `-d ''`, axios and wget by default. Any other body must have a content type that
 * the route accepts, and no content encoding. A route that consumes any content type and parses the bytes itself accepts
 * a body without a content type as well.
 */
export function acceptBody(contentTypes: readonly string[]): preParsingHookHandler {
  return (request, _reply, payload, done) => {
    const accept = (isEmpty: boolean): void => {
      if (isEmpty) forgetBody(request)
      else refuseOthers(request, contentTypes)
      done(null, payload)
    }
    const decide = (isEmpty: boolean): void => {
      try {
        accept(isEmpty)
      } catch (error) {
        done(error as Error)
      }
    }
    if (request.headers['transfer-encoding'] === undefined)
      decide(Number(request.headers['content-length'] ?? 0) === 0)
    else isAtEnd(payload).then(decide, done)
  }
}

/** Fastify reads no body of a request that has neither header. */
function forgetBody({ raw }: FastifyRequest): void {
  delete raw.headers['content-type']
  delete raw.headers['transfer-encoding']
}

/** Whether a chunked body is empty. Waits for the first byte and leaves it in the stream. */
function isAtEnd(payload: Payload): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      payload.off('readable', finish).off('end', finish).off('error', reject)
      resolve(payload.readableLength === 0)
    }
    // A stream also becomes readable at its end, with 0 bytes.
    payload.on('readable', finish).on('end', finish).on('error', reject)
  })
}

/** Refuses with 415 and names the accepted types, also in the header `Accept` (RFC 9110, section 15.5.16). */
function refuseOthers({ headers, mediaType }: FastifyRequest, contentTypes: readonly string[]): void {
  const taken = contentTypes.join(', ')
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (encoding !== 'identity') {
    throw new ProblemError(httpErrors.KERNEL_UNSUPPORTED_MEDIA_TYPE, {
      detail: `The body is encoded as "${encoding}". Send it without Content-Encoding.`,
      headers: { 'accept-encoding': 'identity' },
    })
  }
  if (
    contentTypes.includes(ANY_CONTENT_TYPE) ||
    (mediaType !== undefined && contentTypes.includes(mediaType))
  )
    return
  throw new ProblemError(httpErrors.KERNEL_UNSUPPORTED_MEDIA_TYPE, {
    detail: `${describeType(headers['content-type'])} This operation accepts ${taken}.`,
    headers: { accept: taken },
  })
}

function describeType(type: string | undefined): string {
  return type === undefined ? 'The body has no content type.' : `The body is of the content type "${type}".`
}

/** The content types of a route's body. A route without a body ignores JSON: clients send `{}` or `null`. */
export function contentTypesOf(schema: unknown): readonly string[] {
  const { consumes, body } = (typeof schema === 'object' && schema !== null ? schema : {}) as {
    readonly consumes?: readonly string[]
    readonly body?: { readonly content?: object }
  }
  if (consumes !== undefined) return consumes
  return body?.content === undefined ? ['application/json'] : Object.keys(body.content)
}
