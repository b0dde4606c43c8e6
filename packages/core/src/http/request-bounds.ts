import { finished } from 'node:stream'
import type { FastifyReply } from 'fastify'
import PQueue from 'p-queue'
import { ProblemError } from '../problem.ts'
import { httpErrors } from './http-errors.ts'

/** What a request costs the database. `dear`: searches, summaries, exports. `stream`: open for hours, and bounded by its own quota. */
export type RequestCost = 'cheap' | 'dear' | 'stream'

/** How many requests of one person are answered at once, in this process. */
export interface RequestLimits {
  /** Of all kinds but streams. Default 50. */
  readonly perPerson?: number | undefined
  /** Of dear ones. Default 4. */
  readonly dearPerPerson?: number | undefined
}

const PER_PERSON = 50
const DEAR_PER_PERSON = 4
/** So many wait for each that is answered: a page that opens a dozen charts at once is served, a loop is refused. */
const WAITING_FOR_EACH = 4
/** Who waits longer is better off to ask again later. */
const MOST_WAIT_MILLISECONDS = 15_000

interface Person {
  readonly all: PQueue
  readonly dear: PQueue
}

/**
 * Bounds the requests of each person before they reach the database, so that one person cannot keep it from the others. All
 * credentials of a person count together. A place is given back when the answer is complete or the client is gone.
 */
export class RequestBounds {
  readonly #limits: { readonly all: number; readonly dear: number }
  readonly #people = new Map<string, Person>()

  constructor({ perPerson = PER_PERSON, dearPerPerson = DEAR_PER_PERSON }: RequestLimits = {}) {
    this.#limits = { all: perPerson, dear: dearPerPerson }
  }

  /**
   * Waits for this request's turn.
   *
   * @throws ProblemError `KERNEL_RATE_LIMITED` with `Retry-After` when too many of the person wait, or the turn does not come
   */
  async enter(person: string, cost: RequestCost, reply: FastifyReply): Promise<void> {
    if (cost === 'stream') return
    const closed = new AbortController()
    // Also of a socket that has closed before.
    finished(reply.raw, () => closed.abort())
    const queues = this.#queuesOf(person)
    await takePlace(queues.all, closed.signal)
    if (cost === 'dear') await takePlace(queues.dear, closed.signal)
  }

  #queuesOf(person: string): Person {
    const known = this.#people.get(person)
    if (known !== undefined) return known
    const queues = {
      all: new PQueue({ concurrency: this.#limits.all }),
      dear: new PQueue({ concurrency: this.#limits.dear }),
    }
    this.#people.set(person, queues)
    queues.all.addEventListener('idle', () => void this.#people.delete(person))
    return queues
  }
}

/** Resolves when a place is free. The place is held until `closed` aborts. */
function takePlace(queue: PQueue, closed: AbortSignal): Promise<void> {
  if (queue.size >= queue.concurrency * WAITING_FOR_EACH) return Promise.reject(tooMany())
  return new Promise((resolve, reject) => {
    const given = new AbortController()
    const timer = setTimeout(() => {
      given.abort()
      reject(tooMany())
    }, MOST_WAIT_MILLISECONDS)
    const hold = () => {
      clearTimeout(timer)
      resolve()
      return new Promise<never>(() => {})
    }
    queue.add(hold, { signal: AbortSignal.any([closed, given.signal]) }).catch(() => {
      // The client is gone, or the wait was given up. Nobody waits for the answer any more in the first case.
      clearTimeout(timer)
      reject(tooMany())
    })
  })
}

function tooMany(): ProblemError {
  return new ProblemError(httpErrors.KERNEL_RATE_LIMITED, {
    detail:
      'Too many of your requests are being answered at the same time. Wait for some to end, then try again.',
    headers: { 'retry-after': '5' },
  })
}
