import { KernelError } from '../kernel-error.ts'
import type { OpenApiOperation } from './document.ts'

/** One plugin's operations, by path and method. */
export type PluginPaths = ReadonlyMap<string, Readonly<Record<string, OpenApiOperation>>>

interface Claim {
  readonly plugin: string
  readonly operation: string
}

/** Which plugin owns an operation, a webhook or an operation id. */
export class DocumentClaims {
  readonly #operations = new Map<string, Claim>()
  readonly #operationIds = new Map<string, Claim>()

  /** Claims all operations and webhooks of a plugin, or throws a `KernelError` (`OPENAPI_CLASH`) and claims none. */
  claim(plugin: string, paths: PluginPaths, webhooks: PluginPaths = new Map()): void {
    const operations = new Map<string, Claim>()
    const ids = new Map<string, Claim>()
    for (const [path, item] of [...paths, ...[...webhooks].map(asWebhook)]) {
      for (const [method, { operationId }] of Object.entries(item)) {
        const operation = `${method.toUpperCase()} ${path}`
        const claim = { plugin, operation }
        // `/a/{id}` and `/a/{name}` are the same path to OpenAPI.
        const shape = operation.replace(/\{[^}]*\}/g, '{}')
        const other = this.#operations.get(shape) ?? operations.get(shape)
        if (other !== undefined) throw operationClash(claim, other)
        operations.set(shape, claim)
        if (operationId === undefined) continue
        const otherId = this.#operationIds.get(operationId) ?? ids.get(operationId)
        if (otherId !== undefined) throw operationIdClash(operationId, claim, otherId)
        ids.set(operationId, claim)
      }
    }
    for (const [shape, claim] of operations) this.#operations.set(shape, claim)
    for (const [id, claim] of ids) this.#operationIds.set(id, claim)
  }
}

/** No path begins so. */
function asWebhook<T>([name, item]: readonly [string, T]): readonly [string, T] {
  return [`webhook ${name}`, item]
}

export function operationClash(claim: Claim, other: Claim): KernelError {
  const owner = other.plugin === claim.plugin ? 'it' : `plugin "${other.plugin}"`
  const as = other.operation === claim.operation ? '' : ` (as ${other.operation})`
  return new KernelError(
    'OPENAPI_CLASH',
    `plugin "${claim.plugin}" documents ${claim.operation}, which ${owner} already documents${as}: remove one of the two`,
  )
}

function operationIdClash(id: string, claim: Claim, other: Claim): KernelError {
  return new KernelError(
    'OPENAPI_CLASH',
    `plugin "${claim.plugin}" gives operationId "${id}" to ${claim.operation}, which plugin "${other.plugin}" has given to ${other.operation}: change one of them`,
  )
}
