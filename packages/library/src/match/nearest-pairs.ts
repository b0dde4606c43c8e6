/** An incoming record that could be an item that is there. */
export interface Candidate {
  /** Of the record in its page. */
  readonly number: number
  readonly itemId: number
  /** Between their times, in seconds. */
  readonly distance: number
}

/**
 * Gives each record one item at most and each item one record at most, the nearest pairs first. It does not matter for
 * the outcome which of two sources was there and which comes.
 */
export function nearestPairs<C extends Candidate>(candidates: readonly C[]): Map<number, C> {
  const pairs = new Map<number, C>()
  const taken = new Set<number>()
  const byDistance = candidates.toSorted(
    (one, other) => one.distance - other.distance || one.number - other.number || one.itemId - other.itemId,
  )
  for (const candidate of byDistance) {
    if (pairs.has(candidate.number) || taken.has(candidate.itemId)) continue
    pairs.set(candidate.number, candidate)
    taken.add(candidate.itemId)
  }
  return pairs
}
