import { hash } from 'node:crypto'

/** Of the hash, as many digits as a number holds exactly. */
const DIGITS = 13

/**
 * Numbers equal entries in the order of the file: 1 for the first, then 2, … They are interchangeable, so it does not matter that
 * another file has them in another order, or a further one before them.
 *
 * Counts are kept by group, a day or a file, and dropped when another group begins: memory stays flat where the groups of a file
 * follow one another. A count takes less memory than its entry takes in the file. Without a key an entry is the first.
 *
 * @example
 * const occurrenceOf = occurrenceCounter()
 * occurrenceOf('Dark: Season 1: Secrets', '2025-06-19') // 1, and 2 when it comes again on that day
 */
export function occurrenceCounter(): (key: string | undefined, group: string) => number {
  const counts = new Map<number, number>()
  let current: string | undefined
  return (key, group) => {
    if (group !== current) counts.clear()
    current = group
    if (key === undefined) return 1
    const hashed = Number.parseInt(hash('sha256', key, 'hex').slice(0, DIGITS), 16)
    const count = (counts.get(hashed) ?? 0) + 1
    counts.set(hashed, count)
    return count
  }
}

/**
 * The seconds at which entries began, to find those at which several did, however far apart they are in the file. Takes four
 * bytes an entry.
 *
 * @example
 * for (const second of seconds) starts.add(second)
 * const occurrenceOf = starts.counter()
 * occurrenceOf(1750359731, '2469') // 1
 */
export class StartSeconds {
  #seconds = new Uint32Array(1024)
  #length = 0

  /** `second` counts from 1970, in UTC. */
  add(second: number): void {
    if (this.#length === this.#seconds.length) {
      const longer = new Uint32Array(2 * this.#length)
      longer.set(this.#seconds)
      this.#seconds = longer
    }
    this.#seconds[this.#length] = second
    this.#length += 1
  }

  /** Numbers equal entries, told apart by `key` among those of one second, in the order of the calls. */
  counter(): (second: number, key: string) => number {
    const sorted = this.#seconds.subarray(0, this.#length).toSorted()
    const repeated = new Set(sorted.filter((second, index) => second === sorted[index + 1]))
    const counts = new Map<string, number>()
    return (second, key) => {
      if (!repeated.has(second)) return 1
      const count = (counts.get(`${second} ${key}`) ?? 0) + 1
      counts.set(`${second} ${key}`, count)
      return count
    }
  }
}
