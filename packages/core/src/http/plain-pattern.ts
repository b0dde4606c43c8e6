/** A class, an escape or a character. */
const ONE = String.raw`(?:\[\^?(?:\\.|[^\\\]])+\]|\\[^1-9k]|[^\\[\]()|*+?{}^$])`

/** One part of a pattern: a choice between texts of one length each, or one of the above and how often it may come. */
const PART = new RegExp(
  String.raw`\((?:\?:)?(${ONE}+(?:\|${ONE}+)*)\)(?![*+?{])|${ONE}(\*|\+|\?|\{\d+(?:,\d*)?\})?`,
  'suy',
)

/** What follows the open part is tried again at each place where that part may end: one step per character. */
const LONGEST_FIXED = 64
/** The ways through all choices of a pattern, each of which may be tried. */
const MOST_WAYS = 64

/**
 * Whether a pattern is simple enough to be linear: anchored at the start, with choices between fixed texts alone, with at
 * most one unbounded quantifier and a short remainder. `false` means unknown.
 */
export function isPlainPattern(pattern: string): boolean {
  if (!pattern.startsWith('^')) return false
  const end = pattern.endsWith('$') && !pattern.endsWith('\\$') ? pattern.length - 1 : pattern.length
  let open = 0
  let ways = 1
  PART.lastIndex = 1
  while (PART.lastIndex < end) {
    const part = PART.exec(pattern)
    if (part === null) return false
    const [, choice, times] = part
    if (choice !== undefined) ways *= choice.split('|').length
    const fixed = times === undefined ? 1 : Number(/^\{(\d+)\}$/.exec(times)?.[1] ?? Number.POSITIVE_INFINITY)
    if (fixed > LONGEST_FIXED) open += 1
  }
  return open <= 1 && ways <= MOST_WAYS
}
