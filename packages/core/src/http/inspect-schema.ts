import { KernelError } from '../kernel-error.ts'
import { POLLUTING_KEYS } from '../polluting-keys.ts'

/** The result of inspecting the schema of a route. */
export interface SchemaFindings {
  readonly patterns: Set<string>
  readonly ids: Set<string>
}

/**
 * Every `pattern` and `$id` in a schema. Throws a `KernelError` (`BAD_ROUTE`) that begins with `where` for a schema
 * with prototype-polluting keys or a circular one, which validation and documentation would copy without end.
 */
export function inspectSchema(schema: unknown, where: string): SchemaFindings {
  const found = { patterns: new Set<string>(), ids: new Set<string>() }
  visit(schema, { found, where, inside: new Set() })
  return found
}

interface Visit {
  readonly found: SchemaFindings
  readonly where: string
  /** The objects on the path from the root. */
  readonly inside: Set<object>
}

function visit(schema: unknown, at: Visit): void {
  if (typeof schema !== 'object' || schema === null) return
  const { found, where, inside } = at
  if (inside.has(schema)) {
    throw new KernelError('BAD_ROUTE', `${where} that contains itself: use $ref for a recursive structure`)
  }
  inside.add(schema)
  for (const [key, value] of Object.entries(schema)) {
    if (POLLUTING_KEYS.has(key))
      throw new KernelError('BAD_ROUTE', `${where} that has the key "${key}": such keys are refused`)
    if (key === 'pattern' && typeof value === 'string') found.patterns.add(value)
    else if (key === '$id' && typeof value === 'string') found.ids.add(value)
    else if (key === 'patternProperties' && typeof value === 'object' && value !== null) {
      for (const pattern of Object.keys(value)) found.patterns.add(pattern)
    }
    visit(value, at)
  }
  inside.delete(schema)
}
