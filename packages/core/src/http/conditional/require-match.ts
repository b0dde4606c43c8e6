import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onSendHookHandler,
  preHandlerAsyncHookHandler,
} from 'fastify'
import { setUnit } from '../../current-person.ts'
import { ProblemError } from '../../problem.ts'
import { httpErrors } from '../http-errors.ts'
import { onClosed } from '../on-closed.ts'
import type { EditUnit, EditUnits } from './edit-units.ts'
import { findWeakly, hasTags, matchesStrongly } from './entity-tag.ts'
import { type PresentState, readPresentState } from './internal-read.ts'

export interface RequireMatchHooks {
  readonly preHandler: preHandlerAsyncHookHandler
  readonly onSend: onSendHookHandler
}

/**
 * Compares `If-Match` with the tag that GET at the same address has now, and refuses with 412 when it does not match; with
 * `If-None-Match`, when it does (`*`: when anything is there, so that a PUT only creates). The comparison and
 * the edit are one transaction, and edits with `If-Match` of one person in one plugin run one after the other, in all processes: of
 * two that name the same tag only the first passes. In administration, those of all people do.
 */
export function requireMatch(app: FastifyInstance, units: (() => EditUnits) | undefined): RequireMatchHooks {
  const last = new Map<string, Promise<void>>()
  const open = new WeakMap<FastifyRequest, EditUnit>()
  /** Within this process without a query, and without a connection for each request that waits. */
  const waitForTurn = async (things: string, reply: FastifyReply): Promise<void> => {
    const before = last.get(things)
    // One that gives up while it waits does not let the next ones pass those before it.
    const ended = Promise.all([before, untilClosed(reply)]).then(() => {
      if (last.get(things) === ended) last.delete(things)
    })
    last.set(things, ended)
    await before
  }
  return {
    async preHandler(request, reply) {
      const { 'if-match': wanted, 'if-none-match': unwanted } = request.headers
      if (wanted === undefined && unwanted === undefined) return
      requireTags(wanted)
      const things = thingsOf(request)
      await waitForTurn(things, reply)
      const unit = units?.().open(things)
      if (unit !== undefined) {
        open.set(request, unit)
        await unit.begin()
        setUnit(unit.unit)
      }
      const present = await readPresentState(app, request)
      if (wanted !== undefined) requireWanted(wanted, present)
      if (unwanted !== undefined) refuseUnwanted(unwanted, present)
    },
    onSend(request, reply, payload, done) {
      const unit = open.get(request)
      if (unit === undefined) return done(null, payload)
      // An answer that cannot be committed is replaced by a problem, which is sent through this hook as well.
      open.delete(request)
      setUnit(undefined)
      const ended = reply.statusCode < 400 ? unit.commit() : unit.rollback()
      ended.then(
        () => done(null, payload),
        (error: Error) => done(error),
      )
    },
  }
}

/** By plugin, since one thing may have several addresses; in administration it is the same for all people. */
function thingsOf({ routeOptions: { config }, principal }: FastifyRequest): string {
  return config.access === 'admin' ? `${config.plugin}` : `${config.plugin} ${principal?.userId}`
}

function untilClosed({ raw }: FastifyReply): Promise<void> {
  return new Promise((resolve) => onClosed(raw, resolve))
}

/** Refuses a tag without quotes, which would match nothing. */
function requireTags(header: string | undefined): void {
  if (header === undefined || hasTags(header)) return
  throw new ProblemError(httpErrors.KERNEL_BAD_REQUEST, {
    detail:
      '`If-Match` has no entity tag: send the `ETag` of an answer with its quotes, like `"FrWM85a4h3cQNC2WBSpi6I"`, or `*`.',
  })
}

function requireWanted(wanted: string, { tag }: PresentState): void {
  if (tag === undefined)
    throw new ProblemError(httpErrors.KERNEL_PRECONDITION_FAILED, {
      detail:
        'Nothing is at this address, or it has no entity tag to compare `If-Match` with. Send the request without it.',
    })
  if (matchesStrongly(wanted, tag)) return
  throw new ProblemError(httpErrors.KERNEL_PRECONDITION_FAILED, {
    detail: 'It is no longer what `If-Match` names. Read it again, and send the change with its `ETag`.',
    headers: { etag: tag },
  })
}

function refuseUnwanted(unwanted: string, { exists, tag }: PresentState): void {
  const isUnwanted =
    unwanted.trim() === '*' ? exists : tag !== undefined && findWeakly(unwanted, tag) !== undefined
  if (!isUnwanted) return
  throw new ProblemError(httpErrors.KERNEL_PRECONDITION_FAILED, {
    detail: 'It exists already, which `If-None-Match` excludes. Send the request without it to replace it.',
    ...(tag === undefined ? {} : { headers: { etag: tag } }),
  })
}
