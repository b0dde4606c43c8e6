import { hash } from 'node:crypto'
import { IntegrationError } from '../integration-error.ts'
import { KeyCounts, type KeyHash } from './key-counts.ts'
import { RepeatedKeys } from './repeated-keys.ts'

/** Takes 384 MiB. No real history has so many repeats, and one import must not use the memory of all. */
const MOST_REPEATED_KEYS = 12_000_000

/**
 * Numbers equal entries in the order of the file: 1 for the first, then 2, … They are interchangeable, so another file may have them in
 * another order, or a further one before them. An entry without a key is the first.
 *
 * The file is read twice: the survey finds the repeated keys, and only these are counted. That takes at most 32 MiB, and some 20 bytes
 * per repeated key.
 *
 * @example
 * const occurrences = new OccurrenceNumbers(context.file)
 * for (const key of keys) occurrences.survey(key)
 * const occurrenceOf = occurrences.counter()
 * occurrenceOf('2025-06-19|Dark: Season 1: Secrets') // 1, and 2 when it comes again
 */
export class OccurrenceNumbers {
  readonly #repeated: RepeatedKeys

  /** @param file its size determines the memory of the survey */
  constructor({ size }: { readonly size: number }) {
    this.#repeated = new RepeatedKeys(size)
  }

  survey(key: string | undefined): void {
    if (key !== undefined) this.#repeated.add(hashOf(key))
  }

  /**
   * To be called for each entry, after the survey. The counts of a group, a day or a file, are discarded when another group begins: pass
   * a group if equal entries are always in the same one and groups are contiguous in the file.
   */
  counter(): (key: string | undefined, group?: string) => number {
    const counts = new KeyCounts()
    let current: string | undefined
    return (key, group) => {
      if (group !== current) counts.clear()
      current = group
      if (key === undefined) return 1
      const hashed = hashOf(key)
      if (!this.#repeated.mayHave(hashed)) return 1
      const count = counts.increment(hashed)
      if (counts.size > MOST_REPEATED_KEYS) throw tooManyRepeated()
      return count
    }
  }
}

function hashOf(key: string): KeyHash {
  const digest = hash('sha256', key, 'hex')
  return { high: Number.parseInt(digest.slice(0, 8), 16), low: Number.parseInt(digest.slice(8, 16), 16) }
}

function tooManyRepeated(): IntegrationError {
  const most = MOST_REPEATED_KEYS.toLocaleString('en')
  return new IntegrationError(
    'file_parse_error',
    `More than ${most} different entries of this file come more than once. Import the parts that it was put together from.`,
  )
}
