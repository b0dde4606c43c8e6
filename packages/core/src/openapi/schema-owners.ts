import { KernelError } from '../kernel-error.ts'

/** Objects with fewer members are alike by chance. */
const MIN_MEMBERS = 2

/** The schemas of the plugins that are merged already. */
export class SchemaOwners {
  readonly #byName = new Map<string, object>()
  readonly #byContent = new Map<string, string>()

  /**
   * Refuses a schema under the name of another plugin's that differs from it, and an object that equals one of another plugin under another
   * name: a schema has one owner, and other plugins use it with that title.
   */
  check(plugin: string, own: ReadonlyMap<string, object>): void {
    for (const [name, schema] of own) {
      const known = this.#byName.get(name)
      if (known !== undefined && contentOf(known) !== contentOf(schema))
        throw new KernelError(
          'OPENAPI_CLASH',
          `plugin "${plugin}" has another schema "${name}" than a plugin before it: import the schema from the package that owns it`,
        )
      const owner =
        known === undefined && isComparable(schema) ? this.#byContent.get(contentOf(schema)) : undefined
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
      if (isComparable(schema)) this.#byContent.set(contentOf(schema), name)
    }
  }
}

function isComparable(schema: object): boolean {
  const properties = 'properties' in schema ? schema.properties : undefined
  return (
    typeof properties === 'object' && properties !== null && Object.keys(properties).length >= MIN_MEMBERS
  )
}

const contents = new WeakMap<object, string>()

/** Everything but the title, which is the name, in whatever order the members are. */
function contentOf(schema: object): string {
  const known = contents.get(schema)
  if (known !== undefined) return known
  const content = JSON.stringify({ ...schema, title: undefined }, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
  contents.set(schema, content)
  return content
}
