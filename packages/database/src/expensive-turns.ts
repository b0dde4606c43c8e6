import { availableParallelism } from 'node:os'
import { currentCost, FairTurns, type Turn } from '@tributary/core'

/** How long after a request a person counts as active, in milliseconds. */
const RECENT = 60_000

export interface ExpensiveTurnsOptions {
  /** How many statements of expensive requests run at once. */
  readonly places: number
  /** How long a statement waits for its turn, in milliseconds. */
  readonly patience: number
  readonly now?: () => number
}

/** One per processor, at least two, and never all connections, so that one remains for cheap requests. */
export function defaultExpensiveStatements(connections: number): number {
  return Math.max(1, Math.min(connections - 1, Math.max(2, availableParallelism())))
}

/**
 * Turns for the statements of expensive requests. Each keeps one processor busy, so more concurrency does not finish
 * them sooner and delays cheap requests. One person leaves one place to other active people; a single active person
 * gets all.
 */
export class ExpensiveTurns {
  readonly #options: ExpensiveTurnsOptions
  readonly #turns: FairTurns
  readonly #now: () => number
  /** The person of the last request, and the time of the last request of any other person. */
  #last: string | undefined
  #lastOfOthers = Number.NEGATIVE_INFINITY
  #lastAt = Number.NEGATIVE_INFINITY

  constructor(options: ExpensiveTurnsOptions) {
    const { places, now = () => performance.now() } = options
    this.#options = options
    this.#now = now
    this.#turns = new FairTurns({
      places,
      perPerson: (person) => (this.#hasOthers(person) ? Math.max(1, places - 1) : places),
    })
  }

  /**
   * Waits for a turn if the current context answers an expensive request. `undefined` if no turn is needed, `late` on
   * time-out.
   */
  async take(person: string): Promise<Turn | undefined | 'late'> {
    const cost = currentCost()
    if (cost === undefined) return undefined
    this.#see(person)
    if (cost !== 'expensive') return undefined
    return (await this.#turns.take(person, { milliseconds: this.#options.patience })) ?? 'late'
  }

  #see(person: string): void {
    if (this.#last !== person) {
      if (this.#last !== undefined) this.#lastOfOthers = this.#lastAt
      this.#last = person
    }
    this.#lastAt = this.#now()
  }

  #hasOthers(person: string): boolean {
    const seen = person === this.#last ? this.#lastOfOthers : this.#lastAt
    return this.#now() - seen < RECENT
  }
}
