import { availableParallelism } from 'node:os'
import { currentCost, FairTurns, type Turn } from '@tributary/core'

/** For so long after a request a person counts as one of several, in milliseconds. */
const RECENT = 60_000

export interface ExpensiveTurnsOptions {
  /** How many statements of expensive requests run at once. */
  readonly places: number
  /** How long one waits for its turn, in milliseconds. */
  readonly patience: number
  readonly now?: () => number
}

/** As many as there are processors, at least two, and never all connections: the cheap requests of all have one left. */
export function defaultExpensiveStatements(connections: number): number {
  return Math.max(1, Math.min(connections - 1, Math.max(2, availableParallelism())))
}

/**
 * Turns for the statements of expensive requests: each keeps one processor busy, so more of them at once finish no sooner, and the cheap ones
 * of all people later. One person leaves one place to others who have asked for anything lately; a person who is alone has all.
 */
export class ExpensiveTurns {
  readonly #options: ExpensiveTurnsOptions
  readonly #turns: FairTurns
  readonly #now: () => number
  /** The person who asked last, and when the last of the others did. */
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

  /** Waits for a turn where the current context answers an expensive request. `undefined` where it needs none, `late` when none came in time. */
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
