import { KernelError } from '../kernel-error.ts'

interface Member {
  readonly plugin: string
  readonly schema: object
}

/** The properties of the component `Problem`, with the plugin that first declared each. */
export class ProblemMembers {
  readonly #members: Map<string, Member>

  /** `kernel`: the properties that every problem may have. */
  constructor(kernel: Readonly<Record<string, object>>) {
    this.#members = new Map(
      Object.entries(kernel).map(([name, schema]) => [name, { plugin: 'kernel', schema }] as const),
    )
  }

  /** Throws a `KernelError` (`OPENAPI_CLASH`) for a name that another plugin declares with another schema. */
  check(plugin: string, members: ReadonlyMap<string, object>): void {
    for (const [name, schema] of members) {
      const known = this.#members.get(name)
      if (known === undefined || JSON.stringify(known.schema) === JSON.stringify(schema)) continue
      throw new KernelError(
        'OPENAPI_CLASH',
        `plugin "${plugin}" declares the problem member "${name}" with another schema than plugin "${known.plugin}": rename one of them`,
      )
    }
  }

  add(plugin: string, members: ReadonlyMap<string, object>): void {
    for (const [name, schema] of members) {
      if (!this.#members.has(name)) this.#members.set(name, { plugin, schema })
    }
  }

  all(): Record<string, object> {
    return Object.fromEntries([...this.#members].map(([name, { schema }]) => [name, schema]))
  }
}
