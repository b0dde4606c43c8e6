/** Two spans that share this fraction of the shorter one are the same. */
const SAME_SHARE = 0.5

/** Something with a start and an end, in milliseconds since 1970: a sleep, a workout. */
export interface Span {
  readonly start: number
  readonly end: number
  /** Takes precedence over overlapping spans of any length. */
  readonly isMain: boolean
}

/** Spans that count, and those that repeat the same time: from another device, or a part of it. */
export interface SortedByOverlap<S extends Span> {
  readonly counted: readonly S[]
  readonly dropped: readonly S[]
}

/**
 * Of spans of the same night or workout, the main one counts, else the longest, whatever their dates: a part of a night that ends
 * before midnight has the previous date. Spans that overlap only a little are consecutive ones, and both count.
 *
 *
 * @example
 * const { counted, dropped } = withoutOverlaps([{ start: 0, end: 8, isMain: true }, { start: 1, end: 3, isMain: false }])
 */
export function withoutOverlaps<S extends Span>(spans: readonly S[]): SortedByOverlap<S> {
  const counted: S[] = []
  const dropped: S[] = []
  for (const span of spans.toSorted(byWeight)) {
    const overlaps = counted.map((other) => ({ other, overlap: overlapOf(span, other) }))
    const isPiece = overlaps.some(
      ({ other, overlap }) => overlap >= SAME_SHARE * Math.min(lengthOf(span), lengthOf(other)),
    )
    const covered = overlaps.reduce((sum, { overlap }) => sum + overlap, 0)
    if (isPiece || covered >= SAME_SHARE * lengthOf(span)) dropped.push(span)
    else counted.push(span)
  }
  return { counted, dropped }
}

/**
 * The total milliseconds of all spans, with overlaps counted once.
 *
 * @example
 * timeIn([{ start: 0, end: 8 }, { start: 6, end: 10 }]) // 10
 */
export function timeIn(spans: readonly Pick<Span, 'start' | 'end'>[]): number {
  let time = 0
  let until = Number.NEGATIVE_INFINITY
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    time += Math.max(0, end - Math.max(start, until))
    until = Math.max(until, end)
  }
  return time
}

function byWeight(one: Span, other: Span): number {
  return (
    Number(other.isMain) - Number(one.isMain) || lengthOf(other) - lengthOf(one) || one.start - other.start
  )
}

function lengthOf({ start, end }: Span): number {
  return end - start
}

function overlapOf(one: Span, other: Span): number {
  return Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start))
}
