import { Alignment } from './alignment.ts'

/** An incoming record that may be an existing item. */
export interface Candidate {
  /** The record's index in its page. */
  readonly number: number
  readonly itemId: number
  /** Milliseconds since 1970. */
  readonly recordAt: number
  readonly itemAt: number
  /** Between their times, in seconds. */
  readonly distance: number
  /** The number of common keys. */
  readonly sharedKeys: number
}

/** Two sources' clocks differ by a few seconds: a smaller difference of distances does not decide between pairs. */
const CLOCK_SECONDS = 5
/** How much nearer a candidate with one common key less must be: it may be another recording of the same name. */
const KEY_SECONDS = 60

/**
 * Pairs each record with at most one item and each item with at most one record: as many pairs as possible, of these the
 * nearest, then the earliest. The result does not depend on which of two sources was stored first.
 *
 * Taking the nearest pair first would be wrong: when a song is played in a loop, the end of each play is the start of the
 * next, and one wrong pair leaves a play without its match.
 */
export function pairMost<C extends Candidate>(candidates: readonly C[]): Map<number, C> {
  const pairs = new Map<number, C>()
  for (const group of connected(candidates)) {
    // Nearly all of a page.
    const found = group.length === 1 ? group : align(group)
    for (const pair of found) pairs.set(pair.number, pair)
  }
  return pairs
}

/** Candidates that share a record or an item, directly or transitively. */
function connected<C extends Candidate>(candidates: readonly C[]): readonly C[][] {
  const groups = new Map<string, C[]>()
  const endsOf = ({ number, itemId }: C) => [`record ${number}`, `item ${itemId}`]
  for (const candidate of candidates) {
    const [one, other] = endsOf(candidate).map((end) => groups.get(end))
    const [larger = [], smaller = []] =
      (one?.length ?? 0) < (other?.length ?? 0) ? [other, one] : [one, other]
    const moved = larger === smaller ? [candidate] : [...smaller, candidate]
    larger.push(...moved)
    for (const each of moved) for (const end of endsOf(each)) groups.set(end, larger)
  }
  return [...new Set(groups.values())]
}

/** Records and items of one group, both ordered by time, aligned like texts so that pairs do not cross. */
function align<C extends Candidate>(group: readonly C[]): C[] {
  const records = inOrder(group, (candidate) => [candidate.number, candidate.recordAt])
  const items = inOrder(group, (candidate) => [candidate.itemId, candidate.itemAt])
  const alignment = new Alignment([...records.values()], [...items.values()])
  const [rows, columns] = [placesOf(records), placesOf(items)]
  const byPlace = new Map<number, C>()
  for (const candidate of group) {
    const place = alignment.placeOf(rows.get(candidate.number) ?? 0, columns.get(candidate.itemId) ?? 0)
    byPlace.set(place, candidate)
  }
  const places = alignment.bestPairs((place) => costOf(byPlace.get(place)))
  return places.flatMap((place) => byPlace.get(place) ?? [])
}

/** Id → time, earliest first. */
function inOrder<C>(
  group: readonly C[],
  read: (candidate: C) => readonly [id: number, at: number],
): Map<number, number> {
  const times = new Map(group.map(read))
  return new Map([...times].toSorted(([id, at], [otherId, other]) => at - other || id - otherId))
}

function placesOf(ordered: ReadonlyMap<number, number>): Map<number, number> {
  return new Map([...ordered.keys()].map((id, place) => [id, place]))
}

function costOf(candidate: Candidate | undefined): number | undefined {
  if (candidate === undefined) return undefined
  return Math.floor(candidate.distance / CLOCK_SECONDS) * CLOCK_SECONDS - candidate.sharedKeys * KEY_SECONDS
}
