/** Keywords that say what a value is. */
const TYPING = ['type', 'anyOf', 'oneOf', 'allOf', 'enum', 'const', 'properties']

/**
 * The names of members whose schema says nothing of their value: records as a provider gave them. They are the largest part of an answer
 * and the least documented, so they are left out first.
 */
export function untypedMembers(schema: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(schema)) for (const each of schema) untypedMembers(each, found)
  if (typeof schema !== 'object' || schema === null) return found
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') {
      for (const [name, member] of Object.entries(value as object))
        if (!TYPING.some((keyword) => keyword in (member as object))) found.add(name)
    }
    untypedMembers(value, found)
  }
  return found
}
