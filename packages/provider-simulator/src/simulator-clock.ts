/** A clock that follows another one, but can be moved and stopped. */
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

  /** It continues from there. */
  set(time: Date): void {
    this.#offset = time.getTime() - this.#now()
  }

  /** Stops it; it can still be moved. So nothing changes at the provider during a test. */
  freeze(): void {
    const now = this.now()
    this.#now = () => now
    this.#offset = 0
  }

  /** Negative numbers move it back. */
  advance(seconds: number): void {
    this.#offset += seconds * 1000
  }
}
