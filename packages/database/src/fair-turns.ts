/** A turn that was given; it is held until it is ended. */
export interface Turn {
  /** Gives the place to the next. Further calls do nothing. */
  end(): void
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
  readonly #held = new Map<string, number>()
  /** Insertion order: who has waited longest comes first. */
  readonly #waiting = new Map<string, Waiting[]>()
  #taken = 0

  constructor(places: number) {
    this.#places = places
  }

  /** How many wait. */
  get waiting(): number {
    let waiting = 0
    for (const each of this.#waiting.values()) waiting += each.length
    return waiting
  }

  /**
   * Waits for a place.
   *
   * @param milliseconds how long at most; resolves to `undefined` after that
   */
  take(person: string, milliseconds: number): Promise<Turn | undefined> {
    if (this.#taken < this.#places) return Promise.resolve(this.#give(person))
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#forget(person, waiting)
        resolve(undefined)
      }, milliseconds)
      const waiting: Waiting = {
        give: () => {
          clearTimeout(timer)
          resolve(this.#give(person))
        },
      }
      const others = this.#waiting.get(person)
      if (others === undefined) this.#waiting.set(person, [waiting])
      else others.push(waiting)
    })
  }

  #give(person: string): Turn {
    this.#taken++
    this.#held.set(person, (this.#held.get(person) ?? 0) + 1)
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
    const held = (this.#held.get(person) ?? 1) - 1
    if (held === 0) this.#held.delete(person)
    else this.#held.set(person, held)
    const next = this.#next()
    if (next === undefined) return
    const [waiting, ...rest] = this.#waiting.get(next) ?? []
    // To the end of the line, so that people with as many places take turns.
    this.#waiting.delete(next)
    if (rest.length > 0) this.#waiting.set(next, rest)
    waiting?.give()
  }

  #next(): string | undefined {
    let next: string | undefined
    for (const person of this.#waiting.keys())
      if (next === undefined || this.#heldBy(person) < this.#heldBy(next)) next = person
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
