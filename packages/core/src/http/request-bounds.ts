import type { FastifyReply } from 'fastify'
import { FairTurns, type Turn } from '../fair-turns.ts'
import { ProblemError } from '../problem.ts'
import { httpErrors } from './http-errors.ts'
import { onClosed } from './on-closed.ts'

/**
 * What a request costs. `expensive`: searches, summaries, exports. `upload`: a file that arrives for minutes. `stream`: open for hours, and
 * bounded by its own quota. `probe`: of monitoring, and never bounded.
 */
export type RequestCost = 'cheap' | 'expensive' | 'upload' | 'stream' | 'probe'

/** How many requests of one sender are answered at once, in this process. Twelve times as many wait. */
export interface RequestLimits {
  /** Of one person, of all kinds but uploads, streams and probes. As many bodies may be arriving besides. Default 16. */
  readonly perPerson?: number | undefined
  /** Expensive ones of one person. Default 4. */
  readonly expensivePerPerson?: number | undefined
  /** Files that one person sends at once. Default 10. */
  readonly uploadsPerPerson?: number | undefined
  /** Of one address, of those that prove no person. Default 100. */
  readonly perAddress?: number | undefined
  /** How long a request waits for its turn, in milliseconds. Default 15 s: after that it is better off to ask again later. */
  readonly longestWait?: number | undefined
}

/** Who sends a request: a person who has proved it, or an address. */
export interface Sender {
  readonly name: string
  readonly isPerson: boolean
}

interface Bound {
  readonly turns: FairTurns
  readonly mostWaiting: number
}

/** More at once are answered no sooner, since they share the processors, and those of the others later. */
const PER_PERSON = 16
const EXPENSIVE_PER_PERSON = 4
const UPLOADS_PER_PERSON = 10
/** Many people may share an address. */
const PER_ADDRESS = 100
/** So many wait for each that is answered. One that waits costs next to nothing; one that is refused comes again and costs each time. */
const WAITING_FOR_EACH = 12
const LONGEST_WAIT_MILLISECONDS = 15_000

/**
 * Bounds the requests of each sender before they reach the database, so that one cannot keep it from the others. All credentials of
 * a person count together. A place is given back when the answer is complete or the client is gone.
 */
export class RequestBounds {
  readonly #longestWait: number
  readonly #expensive: Bound
  readonly #uploads: Bound
  readonly #people: { readonly answered: Bound; readonly bodies: Bound }
  readonly #addresses: { readonly answered: Bound; readonly bodies: Bound; readonly authenticated: Bound }

  constructor(limits: RequestLimits = {}) {
    const { perPerson = PER_PERSON, perAddress = PER_ADDRESS } = limits
    this.#longestWait = limits.longestWait ?? LONGEST_WAIT_MILLISECONDS
    this.#expensive = boundOf(limits.expensivePerPerson ?? EXPENSIVE_PER_PERSON)
    this.#uploads = boundOf(limits.uploadsPerPerson ?? UPLOADS_PER_PERSON)
    this.#people = { answered: boundOf(perPerson), bodies: boundOf(perPerson) }
    this.#addresses = {
      answered: boundOf(perAddress),
      bodies: boundOf(perAddress),
      authenticated: boundOf(perAddress),
    }
  }

  /**
   * Takes the places of a request that is complete. Waits only where a promise is returned.
   *
   * @throws ProblemError `KERNEL_RATE_LIMITED` with `Retry-After` when too many of the sender wait, or the turn does not come
   */
  answer(sender: Sender, cost: RequestCost, reply: FastifyReply): Promise<void> | undefined {
    if (cost === 'stream' || cost === 'probe') return undefined
    if (cost === 'upload') return this.#hold(this.#uploads, sender, reply)
    const { answered } = sender.isPerson ? this.#people : this.#addresses
    const waits = this.#hold(answered, sender, reply)
    if (cost === 'cheap') return waits
    return waits === undefined
      ? this.#hold(this.#expensive, sender, reply)
      : waits.then(() => this.#hold(this.#expensive, sender, reply))
  }

  /** Takes a place for a body that is still arriving: a slow sender holds none of those that are answered. Throws as `answer`. */
  receive(sender: Sender, reply: FastifyReply): Turn | Promise<Turn> {
    const { bodies } = sender.isPerson ? this.#people : this.#addresses
    const turn = this.#take(bodies, sender, reply)
    if (!(turn instanceof Promise)) return holdUntilClosed(turn, reply)
    return turn.then((taken) => holdUntilClosed(taken, reply))
  }

  /**
   * Takes a place for asking who sends a request; to be ended by the caller. Of its own, since anonymous requests that hold all of an
   * address must not keep the people out that share it. Throws as `answer`.
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

  #take({ turns, mostWaiting }: Bound, sender: Sender, reply: FastifyReply): Turn | Promise<Turn> {
    const free = turns.takeFree(sender.name)
    if (free !== undefined) return free
    if (turns.waitingOf(sender.name) >= mostWaiting) throw tooMany(sender)
    const gone = new AbortController()
    onClosed(reply.raw, () => gone.abort())
    return turns
      .take(sender.name, { milliseconds: this.#longestWait, signal: gone.signal })
      .then((turn) => turn ?? Promise.reject(tooMany(sender)))
  }
}

function boundOf(perPerson: number): Bound {
  return { turns: new FairTurns({ perPerson }), mostWaiting: perPerson * WAITING_FOR_EACH }
}

function holdUntilClosed(turn: Turn, { raw }: FastifyReply): Turn {
  onClosed(raw, turn.end)
  return turn
}

function tooMany({ isPerson }: Sender): ProblemError {
  const whose = isPerson ? 'of your requests' : 'requests from your address'
  return new ProblemError(httpErrors.KERNEL_RATE_LIMITED, {
    detail: `Too many ${whose} are being answered at the same time. Wait for some to end, then try again.`,
    headers: { 'retry-after': '5' },
  })
}
