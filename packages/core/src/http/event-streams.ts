import type { Readable } from 'node:stream'
import { finished } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { describeProblem } from '../openapi/describe-problem.ts'
import type { ProblemError } from '../problem.ts'

/** More than the tabs of a household follow; each stream holds a socket. */
const PERMITTED = 50

/** Counts the event streams that each person has open in this process. */
export class OpenStreams {
  readonly #permitted: number
  readonly #refuse: (used: number, permitted: number) => ProblemError
  readonly #open = new Map<string, number>()

  /** `refuse` makes what `open` throws at the limit. */
  constructor(refuse: (used: number, permitted: number) => ProblemError, permitted = PERMITTED) {
    this.#permitted = permitted
    this.#refuse = refuse
  }

  /** Counts one more stream and returns what ends it. */
  open(userId: string): () => void {
    const used = this.#open.get(userId) ?? 0
    if (used >= this.#permitted) throw this.#refuse(used, this.#permitted)
    this.#open.set(userId, used + 1)
    return () => this.#close(userId)
  }

  #close(userId: string): void {
    const left = (this.#open.get(userId) ?? 1) - 1
    if (left > 0) this.#open.set(userId, left)
    else this.#open.delete(userId)
  }
}

/**
 * Aborts when a client has gone, and calls `release` then. A generator that waits does not hear that its stream was closed; it would go on
 * asking the database.
 */
export function abortWhenGone(reply: FastifyReply, release: () => void): AbortSignal {
  const gone = new AbortController()
  // Unlike the event `close`, this also reports a connection that is closed already.
  finished(reply.raw, () => {
    release()
    gone.abort()
  })
  return gone.signal
}

/** Answers with server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function sendEvents(reply: FastifyReply, events: Readable): FastifyReply {
  return (
    reply
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      // Kept alive after its end it would hold up a server that stops.
      .header('connection', 'close')
      .type('text/event-stream')
      .send(events)
  )
}

/** The documentation of an answer with events: a stream is sent as it is, the schema describes the text that it amounts to. */
export const EventStream = {
  description: 'A stream of events.',
  content: { 'text/event-stream': { schema: Type.String() } },
}

/** The documentation of the refusal of one more stream. */
export function describeTooManyStreams(code: string) {
  return describeProblem(`You have too many event streams open: \`${code}\`. \`Retry-After\` is in seconds.`)
}
