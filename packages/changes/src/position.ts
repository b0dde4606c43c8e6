import { advanceTo, covers, isVisible, NOTHING, type Snapshot, withChange } from './snapshot.ts'

/** How far a client has read. */
export interface Position {
  /** It has received every change that is visible in it. */
  readonly seen: Snapshot
  /** It has received the changes of this number up to this key. The number is not visible in `seen`. */
  readonly within?: { readonly change: number; readonly key: string } | undefined
  /** What was committed when it began without a cursor: what was deleted before is nothing to it. */
  readonly born?: Snapshot | undefined
}

/** Of a client that has nothing yet. */
export const BEGINNING: Position = { seen: NOTHING }

/** Changes are delivered by number, then by key; what is left of the number that a reader is within comes first. */
export interface Ordered {
  readonly change: number
  readonly key: string
}

/** The position after one of the changes that a read at `now` found after `position`. */
export function positionAfter(position: Position, now: Snapshot, { change, key }: Ordered): Position {
  const { seen, within } = position
  const next = { within: { change, key }, born: bornOf(position, now) }
  // Lower numbers that were committed meanwhile come afterwards.
  if (within?.change === change) return { seen, ...next }
  const begun = within === undefined ? seen : withChange(seen, within.change)
  return { seen: advanceTo(begun, now, change), ...next }
}

/** The position after all of them. */
export function positionAtEnd(now: Snapshot): Position {
  return { seen: now }
}

function bornOf(position: Position, now: Snapshot): Snapshot | undefined {
  return position === BEGINNING ? now : position.born
}

/** Whether a client at a position has received a change. */
export function hasReceived({ seen, within }: Position, { change, key }: Ordered): boolean {
  return isVisible(seen, change) || (within?.change === change && compareKeys(key, within.key) <= 0)
}

/** By code point, as the database sorts keys. */
function compareKeys(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

/** Whether a client at a position has received all that one at the other has. */
export function isPast(position: Position, other: Position): boolean {
  if (!covers(position.seen, other.seen)) return false
  return other.within === undefined || hasReceived(position, other.within)
}
