import type { FinishedSleep } from './sleep-points.ts'

/** Of two sleeps that have so much of the shorter one in common, one is the other told again. */
const SAME_NIGHT_SHARE = 0.5

/** Sleeps that count, and those that tell of the same time again: by another device, or as a piece of a night. */
export interface SortedByOverlap {
  readonly counted: readonly FinishedSleep[]
  readonly dropped: readonly FinishedSleep[]
}

/**
 * Of sleeps that are the same night the main one counts, else the longest. Whatever their dates: a piece of a night that
 * ends before midnight is of the date before. Sleeps that overlap a little are two, one after the other.
 */
export function countedSleeps(sleeps: readonly FinishedSleep[]): SortedByOverlap {
  const counted: FinishedSleep[] = []
  const dropped: FinishedSleep[] = []
  for (const sleep of sleeps.toSorted(byWeight)) {
    const overlaps = counted.map((other) => ({ other, overlap: overlapOf(sleep, other) }))
    const isPiece = overlaps.some(
      ({ other, overlap }) => overlap >= SAME_NIGHT_SHARE * Math.min(lengthOf(sleep), lengthOf(other)),
    )
    const isCovered =
      overlaps.reduce((sum, { overlap }) => sum + overlap, 0) >= SAME_NIGHT_SHARE * lengthOf(sleep)
    if (isPiece || isCovered) dropped.push(sleep)
    else counted.push(sleep)
  }
  return { counted, dropped }
}

/** Milliseconds from the beginning to the end of sleeps, what they have in common counted once. */
export function spanOf(sleeps: readonly FinishedSleep[]): number {
  let span = 0
  let until = Number.NEGATIVE_INFINITY
  for (const { start, end } of sleeps.toSorted((one, other) => one.start - other.start)) {
    span += Math.max(0, end - Math.max(start, until))
    until = Math.max(until, end)
  }
  return span
}

function byWeight(one: FinishedSleep, other: FinishedSleep): number {
  return (
    Number(other.isMain) - Number(one.isMain) || lengthOf(other) - lengthOf(one) || one.start - other.start
  )
}

function lengthOf({ start, end }: FinishedSleep): number {
  return end - start
}

function overlapOf(one: FinishedSleep, other: FinishedSleep): number {
  return Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start))
}
