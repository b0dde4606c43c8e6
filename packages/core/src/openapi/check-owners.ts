import { isDeepStrictEqual } from 'node:util'
import { KernelError } from '../kernel-error.ts'

type Schemas = Readonly<Record<string, object>>

/** Objects with fewer members are alike by chance. */
const MIN_MEMBERS = 2

/**
 * Refuses a schema under the name of another plugin's that differs from it, and an object that equals one of another plugin under another
 * name: a schema has one owner, and other plugins use it with that title.
 */
export function checkOwners(plugin: string, own: ReadonlyMap<string, object>, merged: Schemas): void {
  const others = ownersByContent(merged)
  for (const [name, schema] of own) {
    const known = Object.hasOwn(merged, name) ? merged[name] : undefined
    if (known !== undefined && !isDeepStrictEqual(known, schema))
      throw new KernelError(
        'OPENAPI_CLASH',
        `plugin "${plugin}" has another schema "${name}" than a plugin before it: import the schema from the package that owns it`,
      )
    const owner = known === undefined && isComparable(schema) ? others.get(contentOf(schema)) : undefined
    if (owner !== undefined)
      throw new KernelError(
        'OPENAPI_CLASH',
        `plugin "${plugin}" has a copy "${name}" of the schema "${owner}": refer to ${owner}: give it the title "${owner}"`,
      )
  }
}

function ownersByContent(merged: Schemas): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(merged)
      .filter(([, schema]) => isComparable(schema))
      .map(([name, schema]) => [contentOf(schema), name]),
  )
}

function isComparable(schema: object): boolean {
  const properties = 'properties' in schema ? schema.properties : undefined
  return (
    typeof properties === 'object' && properties !== null && Object.keys(properties).length >= MIN_MEMBERS
  )
}

/** Everything but the title, which is the name, in whatever order the members are. */
function contentOf(schema: object): string {
  return JSON.stringify({ ...schema, title: undefined }, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
}
