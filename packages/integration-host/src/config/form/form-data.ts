import { fieldOf, itemsOf } from '@tributary/integration-kit/host'
import type { TObject, TSchema } from 'typebox'
import { textOfJson } from './schema-of-field.ts'

/**
 * Values as `formOf` shows them: JSON is text. What the form sends back is accepted wherever the values themselves are.
 *
 * @example
 * formData(config, { extra: { a: 1 } }) // { extra: '{\n  "a": 1\n}' }
 */
export function formData(
  { properties }: TObject,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const shown = Object.entries(values).map(([key, value]) => [key, shownOf(properties[key], value)] as const)
  return Object.fromEntries(shown)
}

function shownOf(schema: TSchema | undefined, value: unknown): unknown {
  if (schema === undefined) return value
  const kind = fieldOf(schema)?.kind
  if (kind === 'json') return textOfJson(value)
  if (kind === 'array' && Array.isArray(value)) return value.map((entry) => shownOf(itemsOf(schema), entry))
  return value
}
