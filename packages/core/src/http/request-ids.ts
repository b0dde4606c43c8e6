import { randomUUID } from 'node:crypto'

/** A 48-bit number leaves room for more requests than a process will ever answer. */
const MAX_COUNT = 0xffff_ffff_ffff

/**
 * Makes request ids: UUIDs of one process, of which the last group counts. Random by their first 74 bits, so that
 * processes do not share any; drawing each anew would be a percent of what a small request costs.
 */
export function requestIds(): () => string {
  const base = randomUUID().slice(0, 24)
  let count = 0
  return () => {
    count = count === MAX_COUNT ? 1 : count + 1
    return base + count.toString(16).padStart(12, '0')
  }
}
