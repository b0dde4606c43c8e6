import type { FieldKind } from '@tributary/integration-kit/host'
import { fieldOf, itemsOf } from '@tributary/integration-kit/host'
import type { TSchema } from 'typebox'

/**
 * A value as an environment variable writes it: numbers and `true`/`false` as such, lists with commas between or as JSON,
 * JSON as JSON. What cannot be read stays text, and is refused when it is checked; for `json`, where text would be a value
 * like any other, it becomes `null`, which no field takes.
 *
 * @example
 * readFieldText(field.multiSelect({ label: 'Kinds', choices: ['song', 'episode'] }), 'song, episode') // ['song', 'episode']
 */
export function readFieldText(schema: TSchema, text: string): unknown {
  return READERS[fieldOf(schema)?.kind ?? 'text'](text, schema)
}

type Reader = (text: string, schema: TSchema) => unknown

const asText: Reader = (text) => text

const asNumber: Reader = (text) => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text)

const asBoolean: Reader = (text) => (text === 'true' ? true : text === 'false' ? false : text)

const asJson: Reader = (text) => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

const asList: Reader = (text, schema) => {
  if (text.startsWith('[')) return asJson(text, schema) ?? text
  const items = itemsOf(schema)
  const read = readerOf(items)
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => read(entry, items))
}

/** Entries that are no fields are read by their type. */
function readerOf(items: TSchema): Reader {
  const kind = fieldOf(items)?.kind
  if (kind !== undefined) return READERS[kind]
  return 'type' in items && (items.type === 'integer' || items.type === 'number') ? asNumber : asText
}

const READERS: Readonly<Record<FieldKind, Reader>> = {
  text: asText,
  // A Compose file or a unit file cannot hold a line break in a variable.
  textarea: (text) => text.replaceAll('\\n', '\n'),
  secret: asText,
  integer: asNumber,
  number: asNumber,
  boolean: asBoolean,
  select: asText,
  multi_select: asList,
  url: asText,
  email: asText,
  phone: asText,
  time_zone: asText,
  json: asJson,
  array: asList,
}
