import type { FastifyReply } from 'fastify'
import { FairTurns, type Turn } from '../fair-turns.ts'
import { ProblemError } from '../problem.ts'
import { httpErrors } from './http-errors.ts'
import { onClosed } from './on-closed.ts'
import { describeLimits, limitHeaders, type Policy } from './rate-limit-headers.ts'

/**
 * The cost class of a request. `expensive`: searches, summaries, exports. `upload`: a file that takes minutes to
 * arrive. `stream`: open for hours, with a quota of its own. `probe`: monitoring, never bounded.
 */
export type RequestCost = 'cheap' | 'expensive' | 'upload' | 'stream' | 'probe'

/** How many requests of one sender this process handles at once. Twelve times as many may wait. */
export interface RequestLimits {
  /** Per person, all kinds but uploads, streams and probes. As many bodies may arrive in addition. Default 16. */
  readonly perPerson?: number | undefined
  /** Expensive requests per person. Default 4. */
  readonly expensivePerPerson?: number | undefined
  /** Concurrent uploads per person. Default 10. */
  readonly uploadsPerPerson?: number | undefined
  /** Unauthenticated requests per address. Default 100. */
  readonly perAddress?: number | undefined
  /** How long a request waits for its turn, in milliseconds. Default 15 s: after that a later retry is cheaper. */
  readonly longestWait?: number | undefined
}

/** The sender of a request: an authenticated person, or an address. */
export interface Sender {
  readonly name: string
  readonly isPerson: boolean
}

interface Bound extends Policy {
  readonly turns: FairTurns
  readonly mostWaiting: number
}

/** More concurrency does not speed up one sender, since requests share the processors, and slows down the others. */
const PER_PERSON = 16
const EXPENSIVE_PER_PERSON = 4
const UPLOADS_PER_PERSON = 10
/** Many people may share an address. */
const PER_ADDRESS = 100
/**
 * Waiting requests per running one. A waiting request costs next to nothing; a refused one is retried and costs each
 * time.
 */
const WAITING_FOR_EACH = 12
const LONGEST_WAIT_MILLISECONDS = 15_000

/**
 * Bounds the requests of each sender before they reach the database, so that one sender cannot starve the others. All
 * credentials of a person count together. A place is released when the response is complete or the client is gone.
 */
export class RequestBounds {
  readonly #longestWait: number
  readonly #expensive: Bound
  readonly #uploads: Bound
  readonly #people: { readonly answered: Bound; readonly bodies: Bound }
  /** What each kind of request takes a place of. */
  readonly #bounds: Readonly<
    Record<'person' | 'address', Readonly<Record<'cheap' | 'expensive' | 'upload', readonly Bound[]>>>
  >
  readonly #addresses: { readonly answered: Bound; readonly bodies: Bound; readonly authenticated: Bound }

  constructor(limits: RequestLimits = {}) {
    const { perPerson = PER_PERSON, perAddress = PER_ADDRESS } = limits
    this.#longestWait = limits.longestWait ?? LONGEST_WAIT_MILLISECONDS
    this.#expensive = boundOf('expensive', limits.expensivePerPerson ?? EXPENSIVE_PER_PERSON)
    this.#uploads = boundOf('uploads', limits.uploadsPerPerson ?? UPLOADS_PER_PERSON)
    this.#people = { answered: boundOf('requests', perPerson), bodies: boundOf('bodies', perPerson) }
    this.#addresses = {
      answered: boundOf('address', perAddress),
      bodies: boundOf('address-bodies', perAddress),
      authenticated: boundOf('address-credentials', perAddress),
    }
    const upload = [this.#uploads]
    const boundsOf = (cheap: Bound) => ({ cheap: [cheap], expensive: [cheap, this.#expensive], upload })
    this.#bounds = {
      person: boundsOf(this.#people.answered),
      address: boundsOf(this.#addresses.answered),
    }
  }

  /**
   * Takes the places of a fully received request. Returns a promise only if it has to wait.
   *
   * @throws ProblemError `KERNEL_RATE_LIMITED` with `Retry-After` when too many of the sender wait, or the turn does not come
   */
  answer(sender: Sender, cost: RequestCost, reply: FastifyReply): Promise<void> | undefined {
    if (cost === 'stream' || cost === 'probe') return undefined
    // An address may be shared by many people: what is left of it says nothing to one of them.
    if (!sender.isPerson && cost === 'cheap') return this.#hold(this.#addresses.answered, sender, reply)
    const bounds = this.#boundsOf(sender, cost)
    const waits = this.#holdAll(bounds, sender, reply)
    if (!sender.isPerson) return waits
    if (waits !== undefined) return waits.then(() => describeLimits(reply, bounds, sender.name))
    describeLimits(reply, bounds, sender.name)
    return undefined
  }

  #boundsOf({ isPerson }: Sender, cost: 'cheap' | 'expensive' | 'upload'): readonly Bound[] {
    return this.#bounds[isPerson ? 'person' : 'address'][cost]
  }

  #holdAll(bounds: readonly Bound[], sender: Sender, reply: FastifyReply): Promise<void> | undefined {
    const [first, second] = bounds
    const waits = first === undefined ? undefined : this.#hold(first, sender, reply)
    if (second === undefined) return waits
    return waits === undefined
      ? this.#hold(second, sender, reply)
      : waits.then(() => this.#hold(second, sender, reply))
  }

  /**
   * Takes a place for a body that is still arriving: a slow sender holds no place of running requests. Throws as
   * `answer`.
   */
  receive(sender: Sender, reply: FastifyReply): Turn | Promise<Turn> {
    const { bodies } = sender.isPerson ? this.#people : this.#addresses
    const turn = this.#take(bodies, sender, reply)
    if (!(turn instanceof Promise)) return holdUntilClosed(turn, reply)
    return turn.then((taken) => holdUntilClosed(taken, reply))
  }

  /**
   * Takes a place for authentication; the caller ends it. Counted separately, so that anonymous requests that hold
   * all places of an address do not lock out people behind the same address. Throws as `answer`.
   */
  authenticate(address: Sender, reply: FastifyReply): Turn | Promise<Turn> {
    return this.#take(this.#addresses.authenticated, address, reply)
  }

  #hold(bound: Bound, sender: Sender, reply: FastifyReply): Promise<void> | undefined {
    const turn = this.#take(bound, sender, reply)
    if (turn instanceof Promise) return turn.then((taken) => void holdUntilClosed(taken, reply))
    holdUntilClosed(turn, reply)
    return undefined
  }

  #take(bound: Bound, sender: Sender, reply: FastifyReply): Turn | Promise<Turn> {
    const { turns, mostWaiting } = bound
    const free = turns.takeFree(sender.name)
    if (free !== undefined) return free
    if (turns.waitingOf(sender.name) >= mostWaiting) throw tooMany(bound, sender)
    const gone = new AbortController()
    let waits = true
    onClosed(reply.raw, () => {
      // Aborting costs more than the wait itself.
      if (waits) gone.abort()
    })
    return turns.take(sender.name, { milliseconds: this.#longestWait, signal: gone.signal }).then((turn) => {
      waits = false
      return turn ?? Promise.reject(tooMany(bound, sender))
    })
  }
}

function boundOf(name: string, perPerson: number): Bound {
  const turns = new FairTurns({ perPerson })
  return { name, most: perPerson, turns, mostWaiting: perPerson * WAITING_FOR_EACH }
}

function holdUntilClosed(turn: Turn, { raw }: FastifyReply): Turn {
  onClosed(raw, turn.end)
  return turn
}

function tooMany(bound: Bound, { isPerson }: Sender): ProblemError {
  const whose = isPerson ? 'of your requests' : 'requests from your address'
  return new ProblemError(httpErrors.KERNEL_RATE_LIMITED, {
    detail: `Too many ${whose} are in progress. Wait for some to end, then try again.`,
    headers: { ...limitHeaders([bound], 0), 'retry-after': '5' },
  })
}
