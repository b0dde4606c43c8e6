import { type FieldKind, fieldOf } from '@tributary/integration-kit/host'
import type { TSchema } from 'typebox'
import { checkField } from './check-field.ts'
import type { ConfigurationField } from './list-fields.ts'
import { looksLikePlaceholder, trimmed } from './looks-like-placeholder.ts'

/** A value as it is stored, and what is wrong with it: nothing if `messages` is empty. */
export interface Entered {
  readonly value: unknown
  readonly messages: readonly string[]
}

const STILL_A_PLACEHOLDER = 'This is the placeholder from the documentation: enter the real value.'

/**
 * Reads a value that a person or a client entered: one line is trimmed, and the text of a `json` field is parsed. No message repeats the
 * value, which may be a secret.
 */
export function readEntered(field: ConfigurationField, entered: unknown): Entered {
  const { kind } = field.field
  const value = trimmed(kind, entered)
  if (looksLikePlaceholder(kind, value)) return { value, messages: [STILL_A_PLACEHOLDER] }
  const fault = faultOfJson(field.schema, value)
  if (fault !== undefined) return { value, messages: [fault] }
  const read = withJsonRead(field.schema, value)
  return { value: read, messages: checkField(field, read) }
}

/** The value with the texts of its `json` fields parsed, those in a list as well. */
function withJsonRead(schema: TSchema, value: unknown): unknown {
  const kind = fieldOf(schema)?.kind
  if (kind === 'json' && typeof value === 'string') return JSON.parse(value)
  if (kind === 'array' && Array.isArray(value))
    return value.map((entry) => withJsonRead(itemsOf(schema), entry))
  return value
}

/** The first text that should be JSON and is not. */
function faultOfJson(schema: TSchema, value: unknown): string | undefined {
  const kind: FieldKind | undefined = fieldOf(schema)?.kind
  if (kind === 'json' && typeof value === 'string') return faultOfText(value)
  if (kind !== 'array' || !Array.isArray(value)) return undefined
  const index = value.findIndex((entry) => faultOfJson(itemsOf(schema), entry) !== undefined)
  return index < 0 ? undefined : `Entry ${index + 1}: ${faultOfJson(itemsOf(schema), value[index])}`
}

function faultOfText(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    // The rest of the message quotes the text.
    const place = /\(line (\d+) column (\d+)\)/.exec(error instanceof Error ? error.message : '')
    return place === null
      ? 'This is not valid JSON.'
      : `This is not valid JSON: line ${place[1]}, column ${place[2]}.`
  }
}

/** The schema of the entries of an array. */
export function itemsOf(schema: TSchema): TSchema {
  return 'items' in schema ? (schema.items as TSchema) : {}
}
