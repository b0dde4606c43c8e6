import type { SeenDate, SeenDates } from './choose-reading.ts'
import type { DateOrder } from './date-reading.ts'
import { RowOrder } from './row-order.ts'

/** Impossible dates to remember: enough to see what would make them possible, for a file of any size. */
const MAX_IMPOSSIBLE = 1000

/** The dates of a file that have the same form. */
export class ShapeGroup implements SeenDates {
  readonly #dates = new Map<string, SeenDate>()
  readonly #order = new RowOrder()
  readonly #orderOfAll = new RowOrder()
  #previous: SeenDate | undefined
  /** Dates that no reading makes possible, in the order of the file. */
  readonly impossible: SeenDate[] = []
  /** Whether rows of one date have been contiguous so far. */
  grouped = true
  /** Rows with a possible date. */
  rows = 0

  /** In the order of the file. */
  get dates(): readonly SeenDate[] {
    return [...this.#dates.values()]
  }

  /** Adds a possible date; returns a function to call for each row that has it. */
  add(fresh: SeenDate): () => void {
    const { first, second, third } = fresh.date
    // Numbers, not text: a leading zero does not make it another date.
    const key = `${first} ${second} ${third}`
    const seen = this.#dates.get(key) ?? fresh
    if (this.#dates.has(key) && seen !== this.#previous) this.grouped = false
    this.#dates.set(key, seen)
    this.#order.add(fresh.date)
    this.#orderOfAll.add(fresh.date)
    this.#previous = seen
    return () => {
      seen.count += 1
      this.rows += 1
    }
  }

  addImpossible(seen: SeenDate): void {
    this.#orderOfAll.add(seen.date)
    if (this.impossible.length < MAX_IMPOSSIBLE) this.impossible.push(seen)
  }

  isNewestFirst(order: DateOrder): boolean {
    return this.#order.isNewestFirst(order)
  }

  isNewestFirstWithImpossible(order: DateOrder): boolean {
    return this.#orderOfAll.isNewestFirst(order)
  }
}
