import type { JsonSchema } from '../operations/operation.ts'

/** What an answer may break after parts of it were left out, and what a language model has no use for. */
const DROPPED = new Set([
  'required',
  'additionalProperties',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minProperties',
  'format',
  'pattern',
  'examples',
  'example',
  'default',
  'title',
])

/** Where a schema holds others by name: the names are not keywords. */
const BY_NAME = new Set(['properties', 'patternProperties'])

/**
 * The schema of an answer of which parts may be left out: no member is required, and none is limited in length. Clients refuse an answer
 * that its tool's schema does not allow.
 */
export function loosenSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(loosenSchema)
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([key]) => !DROPPED.has(key))
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (key === 'enum' || key === 'const') return [key, value]
      if (BY_NAME.has(key)) return [key, loosenEach(value as JsonSchema)]
      // With nothing required, a value may match several of the alternatives.
      return [key === 'oneOf' ? 'anyOf' : key, loosenSchema(value)]
    }),
  )
}

function loosenEach(schemas: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, loosenSchema(schema)]))
}
