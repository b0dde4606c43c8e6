import traverse from 'json-schema-traverse'

type Members = Record<string, unknown>

const TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object'])
/** A reference into what would be moved. */
const INTO_CHOICE = /"\$ref":"[^"]*\/anyOf\//

/**
 * A copy of the schema of an answer in which "a value or null" is a list of types, `{ type: ['string', 'null'] }`: for writing answers, where the type
 * says how. Of `anyOf`, fast-json-stringify has Ajv validate the value against each member, and the error of each `null` that is no text is garbage:
 * two fifths of the processor's time of a list of items. A value of the right type is then written, whatever `enum` or `format` say.
 */
export function withNullTypes(schema: object): object {
  if (INTO_CHOICE.test(JSON.stringify(schema))) return schema
  const copy = structuredClone(schema)
  traverse(copy, { cb: { post: joinTypes } })
  return copy
}

function joinTypes(part: Members): void {
  const { anyOf, ...rest } = part
  if (!Array.isArray(anyOf) || anyOf.length !== 2 || 'type' in rest) return
  const value = (anyOf as readonly Members[]).find(({ type }) => TYPES.has(type))
  if (value === undefined || !anyOf.some(isNull)) return
  delete part['anyOf']
  Object.assign(part, value, rest, { type: [value['type'], 'null'] })
}

function isNull({ type, ...rest }: Members): boolean {
  return type === 'null' && Object.keys(rest).length === 0
}
