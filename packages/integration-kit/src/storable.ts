/** Deeper JSON is no configuration, and costs more stack than there is. */
const MAX_DEPTH = 100

/**
 * Whether the database can hold a JSON value as it is: PostgreSQL takes no zero character and no half of a surrogate
 * pair, in values or in names of members, and JSON has no infinite number.
 */
export function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth >= MAX_DEPTH) return false
  if (Array.isArray(value)) return value.every((inner) => isStorable(inner, depth + 1))
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner, depth + 1))
}
