import type { FastifyInstance, FastifyReply, preHandlerAsyncHookHandler } from 'fastify'
import { ProblemError } from '../../problem.ts'
import { httpErrors } from '../http-errors.ts'
import { onClosed } from '../on-closed.ts'
import { matchesStrongly } from './entity-tag.ts'
import { readEntityTag } from './internal-read.ts'

/**
 * Compares `If-Match` with the tag that GET at the same address has now, and refuses with 412 when it does not match. Edits
 * with `If-Match` of one resource run one after the other, so that of two that name the same tag only the first passes. That
 * holds for those of one process.
 */
export function requireMatch(app: FastifyInstance): preHandlerAsyncHookHandler {
  const last = new Map<string, Promise<void>>()
  return async (request, reply) => {
    const asked = request.headers['if-match']
    if (asked === undefined) return
    const resource = `${request.principal?.userId} ${request.url.split('?')[0]}`
    const before = last.get(resource)
    const ended = untilClosed(reply).then(() => {
      if (last.get(resource) === ended) last.delete(resource)
    })
    last.set(resource, ended)
    await before
    const tag = await readEntityTag(app, request)
    if (tag === undefined || !matchesStrongly(asked, tag)) throw changed(tag)
  }
}

function untilClosed({ raw }: FastifyReply): Promise<void> {
  return new Promise((resolve) => onClosed(raw, resolve))
}

function changed(tag: string | undefined): ProblemError {
  const detail =
    tag === undefined
      ? 'GET of this address has no entity tag to compare `If-Match` with. Send the request without it.'
      : 'It is no longer what `If-Match` names. Read it again, and send the change with its `ETag`.'
  return new ProblemError(httpErrors.KERNEL_PRECONDITION_FAILED, {
    detail,
    ...(tag === undefined ? {} : { headers: { etag: tag } }),
  })
}
