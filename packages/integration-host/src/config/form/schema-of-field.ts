import { FIELD, type FieldDescription, fieldOf, itemsOf } from '@tributary/integration-kit/host'
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
      return field.isLoaded ? plain : choicesInPlaceOfEnum(plain, field)
    case 'multi_select':
      if (field.isLoaded) return plain
      return { ...plain, items: choicesInPlaceOfEnum({ type: 'string' }, field) }
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

function choicesInPlaceOfEnum(
  { enum: values, ...plain }: JsonSchema,
  { choices }: FieldDescription,
): JsonSchema {
  const listed =
    choices ?? (Array.isArray(values) ? values.map((value) => ({ value, label: String(value) })) : [])
  return {
    type: 'string',
    ...plain,
    oneOf: listed.map(({ value, label, ...rest }) => ({ const: value, title: label, ...rest })),
  }
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
