import { KernelError } from '../kernel-error.ts'

type Schemas = Map<string, object>

const COMPONENT_NAME = /^[A-Za-z][A-Za-z0-9]*$/

/** Where a JSON Schema holds further schemas: one, a list, or a map of them. */
const SCHEMA = new Set([
  'items',
  'additionalProperties',
  'not',
  'contains',
  'if',
  'then',
  'else',
  'propertyNames',
  'unevaluatedProperties',
])
const SCHEMA_LIST = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const SCHEMA_MAP = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'])

/**
 * Moves every schema with a `title` of one word into the components as `<plugin>.<Title>` and leaves a reference, so
 * that the document names what the code names and says each thing once. The same title for two different schemas is
 * refused.
 */
export function nameComponents(schema: unknown, plugin: string, schemas: Schemas): unknown {
  if (typeof schema !== 'object' || schema === null) return schema
  const copy: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    if (SCHEMA.has(key)) copy[key] = nameComponents(value, plugin, schemas)
    else if (SCHEMA_LIST.has(key) && Array.isArray(value))
      copy[key] = value.map((item) => nameComponents(item, plugin, schemas))
    else if (SCHEMA_MAP.has(key) && typeof value === 'object' && value !== null) {
      copy[key] = Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, nameComponents(item, plugin, schemas)]),
      )
    } else copy[key] = value
  }
  const title = copy['title']
  if (typeof title !== 'string' || !COMPONENT_NAME.test(title)) return copy
  const name = `${plugin}.${title}`
  const existing = schemas.get(name)
  if (existing !== undefined && JSON.stringify(existing) !== JSON.stringify(copy)) {
    throw new KernelError(
      'OPENAPI_CLASH',
      `plugin "${plugin}" gives the title "${title}" to two different schemas: rename one of them`,
    )
  }
  schemas.set(name, copy)
  return { $ref: `#/components/schemas/${name}` }
}
