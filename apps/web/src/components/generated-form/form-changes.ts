type Values = Readonly<Record<string, unknown>>

/**
 * What a person has changed: new values, and `null` for each that was emptied. What was left alone is not in it: untouched secrets keep
 * what is stored, and defaults are not stored.
 *
 * @example
 * formChanges({ days: 7, note: 'x' }, { days: 8 }) // { days: 8, note: null }
 */
export function formChanges(before: Values, after: Values): Record<string, unknown> {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  const changes: Record<string, unknown> = {}
  for (const key of keys) {
    if (isSame(before[key], after[key])) continue
    changes[key] = after[key] === undefined ? null : after[key]
  }
  return changes
}

/** Values of a form are JSON, in the order in which they came. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
