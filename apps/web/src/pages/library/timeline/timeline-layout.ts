/** A day of the timeline, as the API counts it. */
export interface DayCount {
  /** `YYYY-MM-DD`. */
  readonly period: string
  readonly count: number
}

/** In pixels. Every row is of one height, so that the place of each is known before it is loaded. */
export const ROW_HEIGHT = 56
export const DAY_HEIGHT = 48

/** Where each day is, from the top of the list. */
export interface TimelineLayout {
  readonly days: readonly DayCount[]
  readonly tops: Float64Array
  readonly height: number
}

export function layOut(days: readonly DayCount[]): TimelineLayout {
  const tops = new Float64Array(days.length)
  let height = 0
  for (const [index, { count }] of days.entries()) {
    tops[index] = height
    height += DAY_HEIGHT + count * ROW_HEIGHT
  }
  return { days, tops, height }
}

/** The number of the day at a place; of none, 0. */
export function dayAt({ tops }: TimelineLayout, place: number): number {
  let low = 0
  let high = tops.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((tops[middle] ?? 0) <= place) low = middle
    else high = middle - 1
  }
  return low
}

/** The first day at or before a date, since the newest are first; the last day for a date before all. */
export function dayOfDate({ days }: TimelineLayout, date: string): number {
  const index = days.findIndex(({ period }) => period <= date)
  return index === -1 ? Math.max(0, days.length - 1) : index
}

/** A part of a day that is in view: its rows `first` to `last`, the last not included. */
export interface VisibleDay {
  readonly index: number
  readonly top: number
  readonly first: number
  readonly last: number
}

/** The days and rows between two places. */
export function visibleDays(layout: TimelineLayout, from: number, to: number): VisibleDay[] {
  const visible: VisibleDay[] = []
  for (let index = dayAt(layout, from); index < layout.days.length; index++) {
    const top = layout.tops[index] ?? 0
    if (top > to) break
    const count = layout.days[index]?.count ?? 0
    const rowsTop = top + DAY_HEIGHT
    const first = Math.min(count, Math.max(0, Math.floor((from - rowsTop) / ROW_HEIGHT)))
    const last = Math.max(first, Math.min(count, Math.ceil((to - rowsTop) / ROW_HEIGHT)))
    visible.push({ index, top, first, last })
  }
  return visible
}
