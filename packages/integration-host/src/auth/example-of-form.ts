import { type FieldDescription, type FieldKind, fieldOf } from '@tributary/integration-kit/host'
import type { TObject, TSchema } from 'typebox'
import { Check } from 'typebox/value'

/** The values of kinds that say themselves what they take. */
const BY_KIND: Partial<Readonly<Record<FieldKind, unknown>>> = {
  integer: 1,
  number: 1,
  boolean: true,
  url: 'https://example.org',
  email: 'ada@example.org',
  phone: '+41441234567',
  time_zone: 'Europe/Berlin',
  json: {},
  array: [],
}

/**
 * An example of what a form asks for: its required fields, each with its default, its placeholder, or a value of its kind. `undefined` if no
 * such value fits a field.
 */
export function exampleOfForm({ properties }: TObject): Readonly<Record<string, unknown>> | undefined {
  const example: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(properties)) {
    const field = fieldOf(schema)
    if (field?.required === false) continue
    const value = candidates(schema, field).find((candidate) => Check(schema, candidate))
    if (value === undefined) return undefined
    example[name] = value
  }
  return example
}

function candidates(schema: TSchema, field: FieldDescription | undefined): unknown[] {
  const { default: fallback, minLength = 1 } = schema as { default?: unknown; minLength?: number }
  const [choice] = field?.choices ?? []
  return [
    fallback,
    field?.placeholder,
    choice?.value,
    choice === undefined ? undefined : [choice.value],
    field === undefined ? undefined : BY_KIND[field.kind],
    'example'.padEnd(minLength, '0'),
  ]
}
