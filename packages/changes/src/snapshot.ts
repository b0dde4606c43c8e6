/**
 * Which changes have been committed, by their numbers: those below `next` but the ones in `open`, whose transactions were still running.
 * See `pg_current_snapshot()` in https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT.
 */
export interface Snapshot {
  readonly next: number
  /** Ascending. */
  readonly open: readonly number[]
}

/** Nothing is visible in it. */
export const NOTHING: Snapshot = { next: 0, open: [] }

/** Keeps cursors short: with more running transactions, later ones count as not begun, and their changes come a page later. */
const MOST_OPEN = 50

/** Reads `xmin:xmax:xip,…`, each number with the offset of the epoch added. */
export function parseSnapshot(text: string, offset: number): Snapshot {
  const [, xmax = '', xip = ''] = text.split(':')
  const open = xip === '' ? [] : xip.split(',').map((id) => Number(id) + offset)
  open.sort((a, b) => a - b)
  const first = open[MOST_OPEN]
  return first === undefined
    ? { next: Number(xmax) + offset, open }
    : { next: first, open: open.slice(0, MOST_OPEN) }
}

export function isVisible({ next, open }: Snapshot, change: number): boolean {
  return change < next && !open.includes(change)
}

/** Whether everything that is visible in the other is visible in this one. */
export function covers(snapshot: Snapshot, other: Snapshot): boolean {
  return (
    snapshot.next >= other.next &&
    snapshot.open.every((change) => change >= other.next || other.open.includes(change))
  )
}

/** The same, with one more change. */
export function withChange({ next, open }: Snapshot, change: number): Snapshot {
  return change === next ? { next: change + 1, open } : { next, open: open.filter((id) => id !== change) }
}

/** What is visible in `seen`, and of what is visible in `now` that which comes before a change. */
export function advanceTo(seen: Snapshot, now: Snapshot, change: number): Snapshot {
  if (change >= seen.next) return { next: change, open: now.open.filter((id) => id < change) }
  return { next: seen.next, open: seen.open.filter((id) => id >= change || now.open.includes(id)) }
}
