import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../src/replica/clock.ts'

/** Real time, in which waits end at once and are counted. */
export class TestClock implements Clock {
  #ahead = 0
  waited = 0

  now(): number {
    return performance.now() + this.#ahead
  }

  pass(milliseconds: number): void {
    this.#ahead += milliseconds
  }

  /** A millisecond, so that others run meanwhile. */
  async wait(milliseconds: number): Promise<void> {
    this.waited += milliseconds
    this.pass(milliseconds)
    await delay(1)
  }
}
