import { randomUUID } from 'node:crypto'

/** What is asked for at each look. */
export interface ClaimQuery {
  /** Of each look another: a lease that this process has lost and claimed again is not the same. */
  readonly owner: string
  readonly limit: number
  readonly mostOfPerson: number
  /** People whose turn it is not. */
  readonly busy: readonly string[]
}

/** How a turn is ended early. */
export interface TurnSignals {
  /** Nothing further is begun. */
  readonly stopping: AbortSignal
  /** The request that is under way is cut off. */
  readonly cut: AbortSignal
}

export interface LeasedTurnsOptions<Claim> {
  /** Claims what is due and free, with a lease that others respect. */
  claim(query: ClaimQuery): Promise<readonly Claim[]>
  /** Serves a claim, and ends its lease. */
  serve(claim: Claim, signals: TurnSignals): Promise<void>
  /** `claim`: what failed was to serve it; without: to look for claims. */
  onError(error: unknown, claim?: Claim): void
}

/** Served at once in a process. Most of the time of each is waiting for a receiver. */
const PLACES = 64
/** So that slow receivers of one person do not take the places of others. */
const PLACES_PER_PERSON = 8
const CLAIMED_PER_PERSON = 4
/** A person with more is not claimed for: one look may claim as many as `CLAIMED_PER_PERSON`. */
const MOST_BEFORE_CLAIM = PLACES_PER_PERSON - CLAIMED_PER_PERSON

/** For a turn to record that it was cut off. */
const GRACE_MILLISECONDS = 500

/**
 * Serves what is due in a table with leases, several at once, until it is stopped: deliveries of webhooks, of notifications. Several processes
 * may do so on the same table.
 */
export class LeasedTurns<Claim extends { readonly userId: string }> {
  readonly #options: LeasedTurnsOptions<Claim>
  readonly #stopping = new AbortController()
  readonly #cut = new AbortController()
  readonly #running = new Map<Claim, Promise<void>>()
  #looking: Promise<void> | undefined
  #again = false

  constructor(options: LeasedTurnsOptions<Claim>) {
    this.#options = options
  }

  /** Looks for what is due, now or after the look that is going on. */
  look(): void {
    if (this.#stopping.signal.aborted) return
    if (this.#looking !== undefined) {
      this.#again = true
      return
    }
    this.#again = false
    this.#looking = this.#claim()
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#looking = undefined
        if (this.#again) this.look()
      })
  }

  /**
   * Waits for requests that are under way, at most so long; what is cut off then is sent again by the next process. A turn that does not heed
   * that is left to itself: its lease ends by itself.
   */
  async stop(milliseconds: number): Promise<void> {
    const left = Promise.withResolvers<void>()
    let grace: NodeJS.Timeout | undefined
    const cut = setTimeout(() => {
      this.#cut.abort(new Error('the server stops'))
      grace = setTimeout(() => left.resolve(), GRACE_MILLISECONDS)
    }, milliseconds)
    this.#stopping.abort()
    const ended = async () => {
      await this.#looking
      await Promise.all(this.#running.values())
    }
    await Promise.race([ended(), left.promise])
    clearTimeout(cut)
    clearTimeout(grace)
  }

  async #claim(): Promise<void> {
    const limit = PLACES - this.#running.size
    if (limit <= 0) return
    const claims = await this.#options.claim({
      owner: randomUUID(),
      limit,
      mostOfPerson: CLAIMED_PER_PERSON,
      busy: this.#busyPeople(),
    })
    for (const claim of claims) this.#serve(claim)
    if (claims.length > 0) this.#again = true
  }

  #busyPeople(): string[] {
    const byPerson = Map.groupBy(this.#running.keys(), ({ userId }) => userId)
    return [...byPerson].flatMap(([userId, served]) => (served.length > MOST_BEFORE_CLAIM ? [userId] : []))
  }

  #serve(claim: Claim): void {
    const signals = { stopping: this.#stopping.signal, cut: this.#cut.signal }
    const ended = this.#options
      .serve(claim, signals)
      .catch((error: unknown) => {
        if (!signals.cut.aborted) this.#options.onError(error, claim)
      })
      .finally(() => {
        this.#running.delete(claim)
        this.look()
      })
    this.#running.set(claim, ended)
  }
}
