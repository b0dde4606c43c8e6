/** A clock that goes like another one, but can be moved and stopped. */
export class SimulatorClock {
  #now: () => number
  #offset = 0

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now() + this.#offset
  }

  /** It goes on from there. */
  set(time: Date): void {
    this.#offset = time.getTime() - this.#now()
  }

  /** It stands still from now on, and can still be moved: nothing happens at the provider while a test looks on. */
  freeze(): void {
    const now = this.now()
    this.#now = () => now
    this.#offset = 0
  }

  /** Negative numbers go back. */
  advance(seconds: number): void {
    this.#offset += seconds * 1000
  }
}
