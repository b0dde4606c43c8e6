/** A turn that was given; it is held until it is ended. */
export interface Turn {
  /** Gives the place to the next. Further calls do nothing. */
  end(): void
}

export interface TurnLimits {
  /** Of all people together. Default: no limit. */
  readonly places?: number
  /** How many a person may hold at once. Default: all. */
  readonly perPerson?: number | ((person: string) => number)
}

export interface Patience {
  readonly milliseconds: number
  /** Gives the wait up. */
  readonly signal?: AbortSignal
}

interface Waiting {
  readonly give: () => void
}

/**
 * A number of places, given to people in turn: who holds the fewest of them is next, and among equals who waits longest. Within one
 * person, first come first served. So a person whose hundred queries wait holds up no other.
 */
export class FairTurns {
  readonly #places: number
  readonly #perPerson: (person: string) => number
  readonly #held = new Map<string, number>()
  /** Insertion order: who has waited longest comes first. */
  readonly #waiting = new Map<string, Waiting[]>()
  #taken = 0

  constructor({ places = Number.POSITIVE_INFINITY, perPerson = places }: TurnLimits) {
    this.#places = places
    this.#perPerson = typeof perPerson === 'number' ? () => perPerson : perPerson
  }

  /** How many wait. */
  get waiting(): number {
    let waiting = 0
    for (const each of this.#waiting.values()) waiting += each.length
    return waiting
  }

  /** How many of one person wait. */
  waitingOf(person: string): number {
    return this.#waiting.get(person)?.length ?? 0
  }

  /** Takes a place that is free, without a wait. `undefined` when none is. */
  takeFree(person: string): Turn | undefined {
    return this.#isFreeFor(person) ? this.#give(person) : undefined
  }

  /** Waits for a place. Resolves to `undefined` when none came in that time, or the wait was given up. */
  take(person: string, { milliseconds, signal }: Patience): Promise<Turn | undefined> {
    if (signal?.aborted) return Promise.resolve(undefined)
    const free = this.takeFree(person)
    if (free !== undefined) return Promise.resolve(free)
    return new Promise((resolve) => {
      const giveUp = () => {
        settle()
        this.#forget(person, waiting)
        resolve(undefined)
      }
      const timer = setTimeout(giveUp, milliseconds)
      signal?.addEventListener('abort', giveUp)
      const settle = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', giveUp)
      }
      const waiting: Waiting = {
        give: () => {
          settle()
          resolve(this.#give(person))
        },
      }
      const others = this.#waiting.get(person)
      if (others === undefined) this.#waiting.set(person, [waiting])
      else others.push(waiting)
    })
  }

  #isFreeFor(person: string): boolean {
    return this.#taken < this.#places && this.#heldBy(person) < this.#perPerson(person)
  }

  #give(person: string): Turn {
    this.#taken++
    this.#held.set(person, this.#heldBy(person) + 1)
    let ended = false
    return {
      end: () => {
        if (ended) return
        ended = true
        this.#giveBack(person)
      },
    }
  }

  #giveBack(person: string): void {
    this.#taken--
    const held = this.#heldBy(person) - 1
    if (held === 0) this.#held.delete(person)
    else this.#held.set(person, held)
    // More than one may have become free: the limit of a person can rise.
    for (let next = this.#next(); next !== undefined; next = this.#next()) this.#giveNextOf(next)
  }

  #giveNextOf(person: string): void {
    const [waiting, ...rest] = this.#waiting.get(person) ?? []
    // To the end of the line, so that people with as many places take turns.
    this.#waiting.delete(person)
    if (rest.length > 0) this.#waiting.set(person, rest)
    waiting?.give()
  }

  #next(): string | undefined {
    let next: string | undefined
    for (const person of this.#waiting.keys())
      if (this.#isFreeFor(person) && (next === undefined || this.#heldBy(person) < this.#heldBy(next)))
        next = person
    return next
  }

  #heldBy(person: string): number {
    return this.#held.get(person) ?? 0
  }

  #forget(person: string, waiting: Waiting): void {
    const rest = (this.#waiting.get(person) ?? []).filter((each) => each !== waiting)
    if (rest.length === 0) this.#waiting.delete(person)
    else this.#waiting.set(person, rest)
  }
}
