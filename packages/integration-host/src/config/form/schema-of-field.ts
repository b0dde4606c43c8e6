import { FIELD, fieldOf, itemsOf } from '@tributary/integration-kit/host'
import type { TSchema } from 'typebox'

type JsonSchema = Readonly<Record<string, unknown>>

/**
 * The plain JSON Schema of one field. Rules and formats that only code can check are left to the server, whose messages name the field.
 */
export function schemaOfField(schema: TSchema): JsonSchema {
  const field = fieldOf(schema)
  const plain = withoutDescription(schema)
  if (field === undefined) return plain
  switch (field.kind) {
    case 'select':
      return { type: 'string', ...plain }
    case 'multi_select':
      return { ...plain, items: { type: 'string', ...withoutDescription(itemsOf(schema)) } }
    case 'secret':
      return secretOf(plain)
    case 'json':
      return jsonTextOf(plain)
    case 'array':
      return { ...plain, items: schemaOfField(itemsOf(schema)) }
    default:
      return plain
  }
}

/** Without what TypeBox hides in its schemas, which is not enumerable. */
function withoutDescription(schema: TSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([member]) => member !== FIELD))
}

/** The mask of a secret that is set fits neither its length nor its pattern. */
function secretOf({
  minLength: _minLength,
  maxLength: _maxLength,
  pattern: _pattern,
  ...plain
}: JsonSchema): JsonSchema {
  return { ...plain, writeOnly: true }
}

/** JSON is edited as text, which the server parses. */
function jsonTextOf({ title, description, default: fallback }: JsonSchema): JsonSchema {
  return {
    type: 'string',
    contentMediaType: 'application/json',
    title,
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: textOfJson(fallback) }),
  }
}

/** JSON as a form shows it. */
export function textOfJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
