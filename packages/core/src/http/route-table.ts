import { KernelError } from '../kernel-error.ts'

interface Entry {
  readonly plugin: string
  readonly method: string
  readonly path: string
}

/** Every route of every plugin, so that two can never answer the same request. */
export class RouteTable {
  readonly #byRoute = new Map<string, Entry>()
  readonly #byUrl = new Map<string, string>()
  readonly #byOperationId = new Map<string, { plugin: string; route: string }>()

  readonly #bySchemaId = new Map<string, string>()

  /** Adds a route, or throws a `KernelError` that names both owners. */
  add(plugin: string, method: string, path: string): void {
    const keys = addressesOf(path).map((address) => `${method} ${shapeOf(address)}`)
    const existing = keys.map((key) => this.#byRoute.get(key)).find((entry) => entry !== undefined)
    if (existing !== undefined) {
      const other = existing.plugin === plugin ? 'itself' : `plugin "${existing.plugin}"`
      const as = existing.path === path ? '' : ` (as ${existing.path})`
      throw new KernelError(
        'ROUTE_CLASH',
        `plugin "${plugin}" declares route ${method} ${path}, which ${other} has declared${as}: change one of the paths`,
      )
    }
    const entry = { plugin, method, path }
    for (const key of keys) this.#byRoute.set(key, entry)
  }

  /** Records the owner of a route, by the path as Fastify stores it. */
  own(plugin: string, method: string, path: string): void {
    this.#byUrl.set(`${method} ${path}`, plugin)
  }

  /** Adds an operation id, or throws a `KernelError` that names both routes. */
  addOperationId(plugin: string, operationId: string, route: string): void {
    const existing = this.#byOperationId.get(operationId)
    if (existing !== undefined) {
      throw new KernelError(
        'OPENAPI_CLASH',
        `plugin "${plugin}" gives operationId "${operationId}" to ${route}, which plugin "${existing.plugin}" has given to ${existing.route}: change one of them`,
      )
    }
    this.#byOperationId.set(operationId, { plugin, route })
  }

  /** Adds the `$id` of a schema. Ids are global to the documentation's generator, where the last one would win. */
  addSchemaId(plugin: string, id: string): void {
    const existing = this.#bySchemaId.get(id)
    if (existing !== undefined && existing !== plugin) {
      throw new KernelError(
        'OPENAPI_CLASH',
        `plugin "${plugin}" gives the $id "${id}" to a schema, which plugin "${existing}" has given to one: use a title of one word instead`,
      )
    }
    this.#bySchemaId.set(id, plugin)
  }

  /** The paths of all routes, each once. */
  paths(): readonly string[] {
    return [...new Set([...this.#byRoute.values()].map(({ path }) => path))]
  }

  /** The routes outside `/api`. */
  atRoot(): readonly Entry[] {
    return [...new Set(this.#byRoute.values())].filter(({ path }) => isAtRoot(path))
  }

  /** What is in the table now. The result puts it back. */
  keep(): () => void {
    const kept = this.#maps().map((map) => new Map(map))
    return () => {
      for (const [index, map] of this.#maps().entries()) {
        map.clear()
        for (const [key, value] of kept[index] ?? []) map.set(key, value)
      }
    }
  }

  /** Takes out everything of a plugin. */
  remove(plugin: string): void {
    for (const map of this.#maps())
      for (const [key, value] of map)
        if ((typeof value === 'string' ? value : value.plugin) === plugin) map.delete(key)
  }

  #maps() {
    return [this.#byRoute, this.#byUrl, this.#byOperationId, this.#bySchemaId] as Map<
      string,
      string | { readonly plugin: string }
    >[]
  }

  ownerOf(method: string, path: string): string | undefined {
    return this.#byUrl.get(`${method} ${path}`)
  }
}

/** Whether a path is outside `/api`. */
export function isAtRoot(path: string): boolean {
  return path.split('/', 2)[1] !== 'api'
}

/** `/a/:id?` is `/a` as well, and Fastify registers both. */
function addressesOf(path: string): readonly string[] {
  const [, before, parameter] = /^(.*)(\/:[^/()]+)\?$/.exec(path) ?? []
  if (before === undefined || parameter === undefined) return [path]
  return [before === '' ? '/' : before, `${before}${parameter}`]
}

/** `/a/:id` and `/a/:name` match the same requests. */
function shapeOf(path: string): string {
  return path.replace(/:[A-Za-z0-9_]+/g, ':')
}
