/**
 * Numbers equal viewings in the order of the file. They are interchangeable, so it does not matter that a newer file
 * puts a further one before them.
 *
 * With `grouped`, rows of one day are together, and the counts of a day are dropped when it is over: memory stays flat
 * however long the file. Otherwise the counts of the whole file are kept, bounded by the size of the upload.
 */
export function occurrenceCounter({ grouped }: { readonly grouped: boolean }) {
  const counts = new Map<string, number>()
  let currentDay: string | undefined
  return (day: string, key: string): number => {
    if (grouped && day !== currentDay) {
      counts.clear()
      currentDay = day
    }
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count
  }
}

/**
 * The seconds at which viewings began, to find those at which several did: profiles come one after the other in the
 * file, so the viewings of one second can be far apart. Takes four bytes a row.
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

  /** Numbers equal viewings, told apart by `key` among those of one second, in the order of the calls. */
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
