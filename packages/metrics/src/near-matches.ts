import { distance } from 'fastest-levenshtein'

const MOST = 3

/** The names that somebody who wrote `wanted` may have meant, the likeliest first. */
export function nearMatches(wanted: string, names: Iterable<string>): string[] {
  const plain = wanted.toLowerCase()
  const field = lastPart(plain)
  return [...new Set(names)]
    .map((name) => {
      const candidate = name.toLowerCase()
      // The right field of the wrong plugin, or of none, is as good as a slip of the pen.
      const isSameField = field !== '' && lastPart(candidate) === field
      return { name, edits: Math.min(distance(plain, candidate), isSameField ? 1 : Number.POSITIVE_INFINITY) }
    })
    .filter(({ name, edits }) => edits <= Math.max(2, Math.ceil(name.length / 4)))
    .toSorted((one, other) => one.edits - other.edits || (one.name < other.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name)
}

/** "Did you mean …?" with a space before it, or nothing. */
export function didYouMean(matches: readonly string[]): string {
  if (matches.length === 0) return ''
  return ` Did you mean ${matches.map((name) => `"${name}"`).join(' or ')}?`
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}
