/** One part of a pattern without groups: a class, an escape or a character, and how often it may come. */
const PART = /(?:\[\^?(?:\\.|[^\\\]])+\]|\\[^1-9k]|[^\\[\]()|*+?{}^$])(\*|\+|\?|\{\d+(?:,\d*)?\})?/suy

/** What follows the open part is tried again at each place where that part may end: one step per character. */
const LONGEST_FIXED = 64

/**
 * Whether a pattern is simple enough to be linear: anchored at the start, without groups and alternatives, with at
 * most one unbounded quantifier and a short remainder. `false` means unknown.
 */
export function isPlainPattern(pattern: string): boolean {
  if (!pattern.startsWith('^')) return false
  const end = pattern.endsWith('$') && !pattern.endsWith('\\$') ? pattern.length - 1 : pattern.length
  let open = 0
  PART.lastIndex = 1
  while (PART.lastIndex < end) {
    const part = PART.exec(pattern)
    if (part === null) return false
    const times = part[1]
    const fixed = times === undefined ? 1 : Number(/^\{(\d+)\}$/.exec(times)?.[1] ?? Number.POSITIVE_INFINITY)
    if (fixed > LONGEST_FIXED) open += 1
  }
  return open <= 1
}
