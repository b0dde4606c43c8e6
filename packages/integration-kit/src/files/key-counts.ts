/** Slots of a new table. */
const FEWEST_SLOTS = 1024
/** The maximum fraction of used slots: with more, lookups take long. */
const FULL = 0.75

/** A hash of 64 bits, in two halves. */
export interface KeyHash {
  readonly high: number
  readonly low: number
}

/**
 * Counts occurrences of keys in typed arrays: 16 to 32 bytes per key and nothing for the garbage collector to scan, while a `Map` takes
 * some 60 and is limited to 16 million keys.
 */
export class KeyCounts {
  #highs = new Uint32Array(FEWEST_SLOTS)
  #lows = new Uint32Array(FEWEST_SLOTS)
  /** 0 in a free slot. */
  #counts = new Uint32Array(FEWEST_SLOTS)
  #size = 0

  /** The number of different keys. */
  get size(): number {
    return this.#size
  }

  /** Counts an occurrence of a key; returns its number so far, including this one. */
  increment(key: KeyHash): number {
    if (this.#size >= this.#counts.length * FULL) this.#grow()
    const slot = this.#slotOf(key)
    const count = (this.#counts[slot] ?? 0) + 1
    if (count === 1) this.#size += 1
    this.#put(slot, key, count)
    return count
  }

  clear(): void {
    if (this.#size === 0) return
    this.#allocate(FEWEST_SLOTS)
    this.#size = 0
  }

  #put(slot: number, { high, low }: KeyHash, count: number): void {
    this.#highs[slot] = high
    this.#lows[slot] = low
    this.#counts[slot] = count
  }

  /** The slot of the key, or the free one for it: the first from its hash position on. */
  #slotOf({ high, low }: KeyHash): number {
    const last = this.#counts.length - 1
    let slot = low & last
    while (this.#counts[slot] !== 0 && (this.#highs[slot] !== high || this.#lows[slot] !== low))
      slot = (slot + 1) & last
    return slot
  }

  #grow(): void {
    const [highs, lows, counts] = [this.#highs, this.#lows, this.#counts]
    this.#allocate(2 * counts.length)
    for (const [slot, count] of counts.entries()) {
      if (count === 0) continue
      const key = { high: highs[slot] ?? 0, low: lows[slot] ?? 0 }
      this.#put(this.#slotOf(key), key, count)
    }
  }

  #allocate(slots: number): void {
    this.#highs = new Uint32Array(slots)
    this.#lows = new Uint32Array(slots)
    this.#counts = new Uint32Array(slots)
  }
}
