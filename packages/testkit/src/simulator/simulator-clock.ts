/** A clock that goes like another one, but can be moved. */
export class SimulatorClock {
  readonly #now: () => number
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

  /** Negative numbers go back. */
  advance(seconds: number): void {
    this.#offset += seconds * 1000
  }
}
