import type { DateOrder, WrittenDate } from './written-date.ts'

/** What the order of a file's rows says of its dates, under each reading of them. */
export class DateSequence {
  readonly #days = new Set<number>()
  readonly #newestFirst = { dmy: true, mdy: true, ymd: true }
  #previous: WrittenDate | undefined
  #previousDay: number | undefined
  #grouped = true

  /** Whether rows of one date have stood together so far. */
  get grouped(): boolean {
    return this.#grouped
  }

  get distinctDays(): number {
    return this.#days.size
  }

  /** Whether no date so far was later than the one before it. */
  isNewestFirst(order: DateOrder): boolean {
    return this.#newestFirst[order]
  }

  add(date: WrittenDate): void {
    const previous = this.#previous
    for (const order of ['dmy', 'mdy', 'ymd'] as const) {
      if (previous !== undefined && rank(date, order) > rank(previous, order)) {
        this.#newestFirst[order] = false
      }
    }
    // Numbers, not text: the same day written in two ways is one day, in whatever order it turns out to be.
    const day = (date.first * 100 + date.second) * 10_000 + date.third
    if (day !== this.#previousDay && this.#days.has(day)) this.#grouped = false
    this.#days.add(day)
    this.#previousDay = day
    this.#previous = date
  }
}

/** Grows with the date, whether or not the calendar has it. */
function rank({ first, second, third }: WrittenDate, order: DateOrder): number {
  if (order === 'dmy') return (third * 100 + second) * 100 + first
  return order === 'mdy' ? (third * 100 + first) * 100 + second : (first * 100 + second) * 100 + third
}
