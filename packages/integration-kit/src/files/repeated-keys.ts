import type { KeyHash } from './key-counts.ts'

const FEWEST_BITS = 2 ** 16
/** 16 MiB for each of the two sets; reached by a file of 1 GiB. */
const MOST_BITS = 2 ** 27
/** One bit per this many bytes of a file: several per entry. */
const BYTES_PER_BIT = 8

/**
 * Finds the keys that occur more than once in a file, in a fixed amount of memory: two Bloom filters, of the keys seen and of those seen
 * again. A repeated key is always found; one in some hundred single keys is wrongly considered repeated.
 */
export class RepeatedKeys {
  readonly #met: BitSet
  readonly #again: BitSet

  constructor(fileBytes: number) {
    const bits = Math.min(MOST_BITS, Math.max(FEWEST_BITS, fileBytes / BYTES_PER_BIT))
    this.#met = new BitSet(bits)
    this.#again = new BitSet(bits)
  }

  add(key: KeyHash): void {
    if (this.#met.has(key)) this.#again.add(key)
    else this.#met.add(key)
  }

  /** Whether the key may have been added more than once. */
  mayHave(key: KeyHash): boolean {
    return this.#again.has(key)
  }
}

/** A Bloom filter with two bits per key. */
class BitSet {
  readonly #words: Uint32Array
  readonly #mask: number

  constructor(bits: number) {
    const size = 2 ** Math.ceil(Math.log2(bits))
    this.#words = new Uint32Array(size / 32)
    this.#mask = size - 1
  }

  has({ high, low }: KeyHash): boolean {
    return this.#isSet(high) && this.#isSet(low)
  }

  add({ high, low }: KeyHash): void {
    this.#set(high)
    this.#set(low)
  }

  #isSet(hash: number): boolean {
    const bit = hash & this.#mask
    return (((this.#words[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1
  }

  #set(hash: number): void {
    const bit = hash & this.#mask
    this.#words[bit >>> 5] = (this.#words[bit >>> 5] ?? 0) | (1 << (bit & 31))
  }
}
