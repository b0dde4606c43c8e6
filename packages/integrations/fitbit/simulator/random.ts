import { randomNumbers } from '@tributary/provider-simulator'

/** Random numbers that depend only on names: the same person has the same day again, whatever was requested before. */
export interface Chance {
  /** In [0, 1). */
  next(): number
  /** An integer, both ends included. */
  between(least: number, most: number): number
  /** Bell-shaped around 0, mostly within one. */
  swing(): number
}

export function chanceOf(...names: readonly (string | number)[]): Chance {
  // FNV-1a: neighbouring dates get unrelated seeds.
  let hash = 0x811c9dc5
  for (const letter of names.join('|')) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  const next = randomNumbers(hash)
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    swing: () => next() + next() + next() - 1.5,
  }
}
