import type { FastifyReply, FastifyRequest, onSendHookHandler, preHandlerAsyncHookHandler } from 'fastify'
import { setUnit } from '../../current-person.ts'
import { ProblemError } from '../../problem.ts'
import { httpErrors } from '../http-errors.ts'
import type { ClaimedRequest, FoundAnswer, IdempotencyStore, RecordedAnswer } from './idempotency-store.ts'
import { readIdempotencyKey } from './read-idempotency-key.ts'
import { requestFingerprint } from './request-fingerprint.ts'

export interface AnswerOnceHooks {
  readonly preHandler: preHandlerAsyncHookHandler
  readonly onSend: onSendHookHandler
}

/** A request with a key while it is handled. */
interface Running {
  claimed: ClaimedRequest | undefined
  /** For a request whose handler reads the body: the answer that was given to the key before. */
  readonly known: FoundAnswer | undefined
  readonly parts: string[]
  /** Cookies that were set before the handler ran, such as those that prolong a session. */
  readonly cookiesBefore: number
  end(): void
}

const running = new WeakMap<FastifyRequest, Running>()

/**
 * The headers that belong to the answer itself. All others belong to one sending: its origin, its bounds. Of the cookies, those that
 * the handler has set belong to the answer: a browser without the cookie of a flow cannot end it.
 */
const RECORDED: ReadonlySet<string> = new Set([
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'etag',
  'link',
  'location',
])

/**
 * Answers a request with an `Idempotency-Key` once (draft-ietf-httpapi-idempotency-key-header): the same key and request is
 * answered with what is recorded, another request with 422, one while the first is handled with 409. Only answers below 400
 * are recorded: a refused request had no effect and may be sent again.
 *
 * `readsBody`: the handler reads the body itself, and calls `describeBody` with its digest.
 */
export function answerOnce(
  store: () => IdempotencyStore,
  { readsBody }: { readonly readsBody: boolean },
): AnswerOnceHooks {
  // Of this process, so that most races end without a query. Those of several processes meet in the store.
  const inHand = new Set<string>()
  return {
    async preHandler(request, reply) {
      const key = readIdempotencyKey(request)
      const { principal } = request
      if (key === undefined || principal === null) return
      const { userId } = principal
      const name = `${userId} ${key}`
      if (inHand.has(name)) throw inProgress()
      inHand.add(name)
      const end = () => void inHand.delete(name)
      try {
        const known = await store().find({ userId, key })
        const parts: string[] = []
        const fingerprint = () => requestFingerprint(request, parts)
        if (known !== undefined && !readsBody) {
          end()
          return await replay(reply, checked(known, fingerprint()))
        }
        // Also where the answer is known: a handler that forgets `describeBody` is then refused instead of run again.
        const claimed = store().claim({ userId, key, fingerprint })
        running.set(request, { claimed, known, parts, cookiesBefore: cookiesOf(reply).length, end })
        setUnit(claimed.unit)
      } catch (error) {
        end()
        throw error
      }
    },
    onSend(request, reply, payload, done) {
      const current = running.get(request)
      if (current === undefined) return done(null, payload)
      // An answer that cannot be recorded is replaced by a problem, which is sent through this hook as well.
      running.delete(request)
      finish(current, reply, payload)
        .finally(current.end)
        .then(
          () => done(null, payload),
          (error: Error) => done(error),
        )
    },
  }
}

/** Whether a request with its key was answered before, so that its handler only has to read what it asks for. */
export function wasAnswered(request: FastifyRequest): boolean {
  return running.get(request)?.known !== undefined
}

/**
 * Adds the digest of a body that the handler has read itself. Where the key was answered before, sends that answer; the
 * handler then returns the reply.
 *
 * @example
 * if (await describeBody(request, reply, digest)) return reply
 * @throws ProblemError `KERNEL_KEY_REUSED` (422) when the key belongs to another request
 */
export async function describeBody(
  request: FastifyRequest,
  reply: FastifyReply,
  digest: string,
): Promise<boolean> {
  const current = running.get(request)
  if (current === undefined) return false
  current.parts.push(digest)
  if (current.known === undefined) return false
  const answer = checked(current.known, requestFingerprint(request, current.parts))
  current.claimed = undefined
  await replay(reply, answer)
  return true
}

/** The problem for a key of which another request is being handled. */
export function inProgress(): ProblemError {
  return new ProblemError(httpErrors.KERNEL_KEY_IN_USE, {
    detail: 'A request with this Idempotency-Key is being handled. Send it again to get its answer.',
    headers: { 'retry-after': '1' },
  })
}

function checked({ fingerprint, answer }: FoundAnswer, asked: string): RecordedAnswer {
  if (fingerprint === asked) return answer
  throw new ProblemError(httpErrors.KERNEL_KEY_REUSED, {
    detail:
      'This Idempotency-Key was used for another request in the last day. Use a new key for a new request.',
  })
}

function replay(reply: FastifyReply, { status, headers, body }: RecordedAnswer): FastifyReply {
  reply.code(status).headers({ ...headers, 'idempotent-replayed': 'true' })
  return reply.send(body === '' ? null : body)
}

async function finish(current: Running, reply: FastifyReply, payload: unknown): Promise<void> {
  setUnit(undefined)
  const { claimed } = current
  if (claimed === undefined) return
  if (reply.statusCode >= 400) return claimed.abandon()
  if (payload !== null && payload !== undefined && typeof payload !== 'string' && !Buffer.isBuffer(payload)) {
    await claimed.abandon()
    throw new TypeError('the answer of a route with Idempotency-Key must not be a stream')
  }
  await claimed.record({
    status: reply.statusCode,
    headers: recordedHeaders(reply, current.cookiesBefore),
    body: payload === null || payload === undefined ? '' : String(payload),
  })
}

function recordedHeaders(reply: FastifyReply, cookiesBefore: number): RecordedAnswer['headers'] {
  const all = Object.entries(reply.getHeaders())
  const named = all.filter(([name]) => RECORDED.has(name)).map(([name, value]) => [name, String(value)])
  const cookies = cookiesOf(reply).slice(cookiesBefore)
  return { ...Object.fromEntries(named), ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }) }
}

function cookiesOf(reply: FastifyReply): string[] {
  return [reply.getHeader('set-cookie') ?? []].flat().map(String)
}
