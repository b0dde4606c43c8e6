import type { DateOrder } from './date-reading.ts'
import type { WrittenDate } from './written-date.ts'

/** Whether the rows of a file are newest first, under each order of their dates. */
export class RowOrder {
  readonly #newestFirst = { dmy: true, mdy: true, ymd: true }
  #previous: WrittenDate | undefined

  add(date: WrittenDate): void {
    const previous = this.#previous
    for (const order of ['dmy', 'mdy', 'ymd'] as const) {
      if (previous !== undefined && rank(date, order) > rank(previous, order))
        this.#newestFirst[order] = false
    }
    this.#previous = date
  }

  /** Whether no date so far was later than the previous one. */
  isNewestFirst(order: DateOrder): boolean {
    return this.#newestFirst[order]
  }
}

/** Increases with the date, whether or not it exists in the calendar. */
function rank({ first, second, third }: WrittenDate, order: DateOrder): number {
  if (order === 'dmy') return (third * 100 + second) * 100 + first
  return order === 'mdy' ? (third * 100 + first) * 100 + second : (first * 100 + second) * 100 + third
}
