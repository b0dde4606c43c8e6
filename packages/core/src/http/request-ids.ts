import { randomUUID } from 'node:crypto'

/** A 48-bit counter does not overflow in the life of a process. */
const MAX_COUNT = 0xffff_ffff_ffff

/**
 * Makes request ids: UUIDs whose last group is a counter of the process. The first 74 bits are random, so that
 * processes share none; a random UUID per request would cost a percent of a small request.
 */
export function requestIds(): () => string {
  const base = randomUUID().slice(0, 24)
  let count = 0
  return () => {
    count = count === MAX_COUNT ? 1 : count + 1
    return base + count.toString(16).padStart(12, '0')
  }
}
