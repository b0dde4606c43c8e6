/** A granted turn. It holds a place until it is ended. */
export interface Turn {
  /** Passes the place to the next waiter. Further calls do nothing. */
  end(): void
}

export interface TurnLimits {
  /** For all people together. Default: no limit. */
  readonly places?: number
  /** The number of places that one person may hold at once. Default: all. */
  readonly perPerson?: number | ((person: string) => number)
}

export interface Patience {
  readonly milliseconds: number
  /** Aborts the wait. */
  readonly signal?: AbortSignal
}

interface Waiting {
  readonly give: () => void
}

/**
 * A semaphore that is fair between people: the next place goes to the person who holds the fewest, and among equals
 * to the longest waiter. Within one person, first in, first out. So one person's hundred waiting queries delay no
 * other person.
 */
export class FairTurns {
  readonly #places: number
  readonly #perPerson: (person: string) => number
  readonly #held = new Map<string, number>()
  /** In insertion order: the longest waiter comes first. */
  readonly #waiting = new Map<string, Waiting[]>()
  #taken = 0

  constructor({ places = Number.POSITIVE_INFINITY, perPerson = places }: TurnLimits) {
    this.#places = places
    this.#perPerson = typeof perPerson === 'number' ? () => perPerson : perPerson
  }

  /** The number of waiters. */
  get waiting(): number {
    let waiting = 0
    for (const each of this.#waiting.values()) waiting += each.length
    return waiting
  }

  /** The number of waiters of one person. */
  waitingOf(person: string): number {
    return this.#waiting.get(person)?.length ?? 0
  }

  /** Takes a free place without waiting. `undefined` when all are taken. */
  takeFree(person: string): Turn | undefined {
    return this.#isFreeFor(person) ? this.#give(person) : undefined
  }

  /** Waits for a place. Resolves to `undefined` on time-out or abort. */
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
    return this.#taken < this.#places && this.heldBy(person) < this.#perPerson(person)
  }

  #give(person: string): Turn {
    this.#taken++
    this.#held.set(person, this.heldBy(person) + 1)
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
    const held = this.heldBy(person) - 1
    if (held === 0) this.#held.delete(person)
    else this.#held.set(person, held)
    // More than one place may be free: the limit of a person can rise.
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
      if (this.#isFreeFor(person) && (next === undefined || this.heldBy(person) < this.heldBy(next)))
        next = person
    return next
  }

  /** The number of places that one person holds. */
  heldBy(person: string): number {
    return this.#held.get(person) ?? 0
  }

  #forget(person: string, waiting: Waiting): void {
    const rest = (this.#waiting.get(person) ?? []).filter((each) => each !== waiting)
    if (rest.length === 0) this.#waiting.delete(person)
    else this.#waiting.set(person, rest)
  }
}
