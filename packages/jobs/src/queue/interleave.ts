import type { Turn } from './turn-store.ts'

/**
 * One of this many starts goes to an overdue job, so that scheduled syncs of others run while one person keeps
 * queuing.
 */
const OVERDUE_EVERY = 4

/** Puts the first overdue job in every fourth place, unless it comes earlier by itself. `started`: how many have started before. */
export function interleave(turns: readonly Turn[], started: number): Turn[] {
  const rest = [...turns]
  const order: Turn[] = []
  while (rest.length > 0) {
    const isForOverdue = (started + order.length) % OVERDUE_EVERY === OVERDUE_EVERY - 1
    const at = isForOverdue ? rest.findIndex((turn) => turn.overdue) : 0
    order.push(...rest.splice(Math.max(at, 0), 1))
  }
  return order
}
