import { distance } from 'fastest-levenshtein'

/** More than this many letters off is another word, not a slip. */
const MAX_DISTANCE = 3

/** The known name that a misspelt one was probably meant to be. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, off: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ off, candidate }) => off <= Math.min(MAX_DISTANCE, Math.floor(candidate.length / 2)))
    .toSorted((one, other) => one.off - other.off)
  return nearest?.candidate
}
