import { KernelError } from '../kernel-error.ts'
import { POLLUTING_KEYS } from '../polluting-keys.ts'

/** Deeper than any real schema; a structure that holds itself ends here. */
const MAX_DEPTH = 100

/**
 * Every `pattern` in a schema. Throws a `KernelError` (`BAD_ROUTE`) that begins with `where` for a schema with
 * prototype-polluting keys, or one that holds itself: the copies that validation and documentation make of it would not end.
 */
export function inspectSchema(schema: unknown, where: string): ReadonlySet<string> {
  const patterns = new Set<string>()
  visit(schema, { patterns, where, depth: 0 })
  return patterns
}

function visit(schema: unknown, at: { patterns: Set<string>; where: string; depth: number }): void {
  if (typeof schema !== 'object' || schema === null) return
  if (at.depth > MAX_DEPTH) {
    throw new KernelError(
      'BAD_ROUTE',
      `${at.where} that is deeper than ${MAX_DEPTH} levels or holds itself: use $ref for a recursive structure`,
    )
  }
  const deeper = { ...at, depth: at.depth + 1 }
  if (Array.isArray(schema)) {
    for (const item of schema) visit(item, deeper)
    return
  }
  for (const [key, value] of Object.entries(schema)) {
    if (POLLUTING_KEYS.has(key))
      throw new KernelError('BAD_ROUTE', `${at.where} that has the key "${key}": such keys are refused`)
    if (key === 'pattern' && typeof value === 'string') at.patterns.add(value)
    else if (key === 'patternProperties' && typeof value === 'object' && value !== null) {
      for (const pattern of Object.keys(value)) at.patterns.add(pattern)
    }
    visit(value, deeper)
  }
}
