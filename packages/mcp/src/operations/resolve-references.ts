import type { OpenApiDocument } from '@tributary/core'

const PREFIX = '#/components/schemas/'

/**
 * A copy of a part of the document without references: a tool's schema stands alone. The kernel refuses recursive schemas, so it
 * ends. Each component becomes one object.
 */
export function resolveReferences(
  value: unknown,
  document: OpenApiDocument,
  known: Map<string, unknown>,
): unknown {
  if (Array.isArray(value)) return value.map((each) => resolveReferences(each, document, known))
  if (typeof value !== 'object' || value === null) return value
  const { $ref: reference, ...rest } = value as { readonly $ref?: unknown }
  if (typeof reference !== 'string' || !reference.startsWith(PREFIX)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, resolveReferences(inner, document, known)]),
    )
  }
  const name = reference.slice(PREFIX.length)
  if (!known.has(name))
    known.set(name, resolveReferences(document.components.schemas[name] ?? {}, document, known))
  const component = known.get(name)
  // What stands beside the reference, a description, is about this use of the component.
  return Object.keys(rest).length === 0 ? component : { ...(component as object), ...rest }
}
