import { KernelError } from '../kernel-error.ts'

interface Member {
  readonly plugin: string
  readonly schema: object
}

/** The properties of the component `Problem`, by the plugin that named each first. */
export class ProblemMembers {
  readonly #members: Map<string, Member>

  /** `kernel`: the properties that every problem may have. */
  constructor(kernel: Readonly<Record<string, object>>) {
    this.#members = new Map(
      Object.entries(kernel).map(([name, schema]) => [name, { plugin: 'kernel', schema }] as const),
    )
  }

  /** Throws a `KernelError` (`OPENAPI_CLASH`) for a name by which another plugin means something else. */
  check(plugin: string, members: ReadonlyMap<string, object>): void {
    for (const [name, schema] of members) {
      const known = this.#members.get(name)
      if (known === undefined || JSON.stringify(known.schema) === JSON.stringify(schema)) continue
      throw new KernelError(
        'OPENAPI_CLASH',
        `plugin "${plugin}" describes the problem member "${name}" otherwise than plugin "${known.plugin}": give one of them another name`,
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
