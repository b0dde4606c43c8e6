import { distance } from 'fastest-levenshtein'

const MOST = 3

/** The names similar to `wanted`, most similar first. */
export function nearMatches(wanted: string, names: Iterable<string>): string[] {
  return [...new Set(names)]
    .map((name) => ({ name, edits: editsBetween(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits < Number.POSITIVE_INFINITY)
    .toSorted((one, other) => one.edits - other.edits || (one.name < other.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name)
}

/** "Did you mean …?" with a leading space, or an empty text. */
export function didYouMean(matches: readonly string[]): string {
  if (matches.length === 0) return ''
  return ` Did you mean ${matches.map((name) => `"${name}"`).join(' or ')}?`
}

/** The distance of two names, `<plugin>.<field>` or the field alone; infinite if they are not similar. */
function editsBetween(wanted: string, name: string): number {
  const [plugin, field] = partsOf(name)
  const [wantedPlugin, wantedField] = partsOf(wanted)
  const edits = distance(wantedField, field)
  const isPartOf = wantedField.length > 3 && field.includes(wantedField)
  if (edits > Math.ceil(field.length / 4) && !isPartOf) return Number.POSITIVE_INFINITY
  // The right field with a wrong plugin, or without one, counts as a typing error.
  return Math.min(edits, isPartOf ? 2 : edits) + Math.min(1, distance(wantedPlugin, plugin))
}

function partsOf(name: string): [plugin: string, field: string] {
  const dot = name.lastIndexOf('.')
  return [name.slice(0, Math.max(0, dot)), name.slice(dot + 1)]
}
