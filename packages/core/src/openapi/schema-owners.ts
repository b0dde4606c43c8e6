import { isDeepStrictEqual } from 'node:util'
import { KernelError } from '../kernel-error.ts'

/** Objects with fewer members are alike by chance. */
const MIN_MEMBERS = 2

/** The schemas of the plugins that are merged already. */
export class SchemaOwners {
  readonly #byName = new Map<string, object>()
  /** Comparable schemas and their names, by the names of their members. */
  readonly #byMembers = new Map<string, { readonly name: string; readonly schema: object }[]>()

  /**
   * Refuses a schema under the name of another plugin's that differs from it, and an object that equals one of another plugin under another
   * name: a schema has one owner, and other plugins use it with that title.
   */
  check(plugin: string, own: ReadonlyMap<string, object>): void {
    for (const [name, schema] of own) {
      const known = this.#byName.get(name)
      if (known !== undefined && !isSame(known, schema))
        throw new KernelError(
          'OPENAPI_CLASH',
          `plugin "${plugin}" has another schema "${name}" than a plugin before it: import the schema from the package that owns it`,
        )
      const owner = known === undefined ? this.#equalTo(schema) : undefined
      if (owner !== undefined)
        throw new KernelError(
          'OPENAPI_CLASH',
          `plugin "${plugin}" has a copy "${name}" of the schema "${owner}": refer to ${owner}: give it the title "${owner}"`,
        )
    }
  }

  add(own: ReadonlyMap<string, object>): void {
    for (const [name, schema] of own) {
      this.#byName.set(name, schema)
      const members = membersOf(schema)
      if (members === undefined) continue
      const alike = this.#byMembers.get(members) ?? []
      alike.push({ name, schema })
      this.#byMembers.set(members, alike)
    }
  }

  /** The name of a comparable schema with the same content. */
  #equalTo(schema: object): string | undefined {
    const members = membersOf(schema)
    if (members === undefined) return undefined
    return this.#byMembers.get(members)?.find((other) => isSame(other.schema, schema))?.name
  }
}

/** The names of an object's members in one text; `undefined` for what is alike by chance. */
function membersOf(schema: object): string | undefined {
  const properties = 'properties' in schema ? schema.properties : undefined
  if (typeof properties !== 'object' || properties === null) return undefined
  const names = Object.keys(properties)
  return names.length < MIN_MEMBERS ? undefined : names.toSorted().join()
}

/** In whatever order their members are, and but for the title, which is the name. */
function isSame(one: object, other: object): boolean {
  return isDeepStrictEqual({ ...one, title: undefined }, { ...other, title: undefined })
}
