import { setTimeout as delay } from 'node:timers/promises'

/** Monotonic time, and waiting in it, in milliseconds. */
export interface Clock {
  now(): number
  wait(milliseconds: number): Promise<void>
}

export const realClock: Clock = {
  now: () => performance.now(),
  wait: (milliseconds) => delay(milliseconds, undefined, { ref: false }),
}
