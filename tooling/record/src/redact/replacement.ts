import { createHmac } from 'node:crypto'
import type { SecretKind } from './kind-of-value.ts'

/**
 * Chooses replacements: the same one for the same value, wherever it occurs. Their form is that of the value, so that a schema that took
 * the one takes the other. They follow from a key that is not kept, so that a value cannot be found by trying.
 */
export class Replacements {
  readonly #key: Uint8Array
  readonly #chosen = new Map<string, string | number>()
  readonly #counts = new Map<SecretKind, number>()

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** How many values of each kind were replaced. */
  get counts(): ReadonlyMap<SecretKind, number> {
    return this.#counts
  }

  of(kind: SecretKind, value: string | number): string | number {
    const known = this.#chosen.get(keyOf(value))
    if (known !== undefined) return known
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    const chosen = typeof value === 'number' ? this.#number(value) : this.#text(kind, value, count)
    this.#chosen.set(keyOf(value), chosen)
    return chosen
  }

  /** The text with every value replaced that has been chosen for: in a URL, in a sentence. Short ones occur by accident and stay. */
  within(text: string): string {
    const found = [...this.#chosen].filter(([key]) => key.length >= SHORTEST && text.includes(key.slice(1)))
    const longestFirst = found.toSorted(([one], [other]) => other.length - one.length)
    // By functions: `$&` in a replacement would bring the value back.
    return longestFirst.reduce(
      (rest, [key, chosen]) => rest.replaceAll(key.slice(1), () => String(chosen)),
      text,
    )
  }

  #text(kind: SecretKind, value: string, count: number): string {
    if (kind === 'email') return `person-${count}@example.org`
    if (kind === 'name') return `Name ${count}`
    if (kind === 'address') return `Place ${count}`
    if (kind === 'phone') return `+1555010${String(count).padStart(4, '0')}`
    if (kind === 'image') return `https://images.example/${count}`
    return this.#sameForm(value)
  }

  /** Letter for letter and digit for digit: `abc-12` becomes `qfd-80`. */
  #sameForm(value: string): string {
    const bytes = this.#bytes(value)
    // Ids are ASCII.
    return value
      .split('')
      .map((letter, at) => {
        const byte = bytes[at % bytes.length] ?? 0
        // The first digit of a number is not zero.
        if (/\d/.test(letter)) return letter === '0' ? '0' : String(1 + (byte % 9))
        if (/[a-f]/.test(letter)) return 'abcdef'.charAt(byte % 6)
        if (/[g-z]/.test(letter)) return 'ghijklmnopqrstuvwxyz'.charAt(byte % 20)
        if (/[A-Z]/.test(letter)) return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(byte % 26)
        return letter
      })
      .join('')
  }

  #number(value: number): number {
    return Number(this.#sameForm(String(value)))
  }

  #bytes(value: string): Uint8Array {
    return createHmac('sha256', this.#key).update(value).digest()
  }
}

/** With the key's first letter. */
const SHORTEST = 6

/** A number and a text of the same digits get one replacement each, of their own types. */
function keyOf(value: string | number): string {
  return `${typeof value === 'number' ? '#' : '"'}${value}`
}
