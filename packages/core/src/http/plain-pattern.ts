/** One part of a pattern without groups: a class, an escape or a character, and how often it may come. */
const PART = /(?:\[\^?(?:\\.|[^\\\]])+\]|\\[^1-9k]|[^\\[\]()|*+?{}^$])(\*|\+|\?|\{\d+(?:,\d*)?\})?/suy

/** Each place where the open part may end, what follows is tried anew: as many steps as it is long. */
const LONGEST_FIXED = 64

/**
 * Whether a pattern is so simple that it cannot be slow: tied to the beginning, without groups and alternatives, and
 * with at most one part whose number is open. A text then has one place to vary, and what follows it is short. `false`
 * says nothing.
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
