import { fieldOf, itemsOf } from '@tributary/integration-kit/host'
import type { TSchema } from 'typebox'
import { checkField } from './check-field.ts'
import { inEntry } from './describe-fault.ts'
import type { ConfigurationField } from './list-fields.ts'
import { looksLikePlaceholder, trimmed } from './looks-like-placeholder.ts'

/** A value as it is stored, and what is wrong with it: nothing if `messages` is empty. */
export interface Entered {
  readonly value: unknown
  readonly messages: readonly string[]
}

const STILL_A_PLACEHOLDER = 'This is the placeholder from the documentation: enter the real value.'

/**
 * Reads a value that a person or a client entered: one line is trimmed, and the text of a `json` field is parsed; in a list as well. No
 * message repeats the value, which may be a secret.
 */
export function readEntered(field: Omit<ConfigurationField, 'key'>, entered: unknown): Entered {
  const read = readValue(field.schema, entered)
  return read.messages.length > 0 ? read : { ...read, messages: checkField(field, read.value) }
}

/** The value, and what keeps it from being read. */
function readValue(schema: TSchema, entered: unknown): Entered {
  const kind = fieldOf(schema)?.kind
  if (kind === undefined) return { value: entered, messages: [] }
  if (kind === 'array' && Array.isArray(entered)) return readEntries(itemsOf(schema), entered)
  const value = trimmed(kind, entered)
  if (looksLikePlaceholder(kind, value)) return { value, messages: [STILL_A_PLACEHOLDER] }
  return kind === 'json' && typeof value === 'string' ? parseJson(value) : { value, messages: [] }
}

function readEntries(schema: TSchema, entries: readonly unknown[]): Entered {
  const read = entries.map((entry) => readValue(schema, entry))
  return {
    value: read.map(({ value }) => value),
    messages: read.flatMap(({ messages }, index) => messages.map((message) => inEntry(index, message))),
  }
}

function parseJson(text: string): Entered {
  try {
    return { value: JSON.parse(text), messages: [] }
  } catch (error) {
    // The rest of the message quotes the text.
    const place = /\(line (\d+) column (\d+)\)/.exec(error instanceof Error ? error.message : '')
    const message =
      place === null
        ? 'This is not valid JSON.'
        : `This is not valid JSON: line ${place[1]}, column ${place[2]}.`
    return { value: text, messages: [message] }
  }
}
