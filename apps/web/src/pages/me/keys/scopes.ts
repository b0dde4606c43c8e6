/** What a key may be allowed of a plugin: `library:read`, and the operations that it opens. */
export interface PluginScopes {
  readonly plugin: string
  readonly scopes: readonly {
    readonly scope: string
    readonly action: string
    readonly opens: readonly string[]
  }[]
}

interface ScopedOperation {
  readonly summary?: string
  readonly 'x-required-scopes'?: readonly string[]
}

/** The part of the OpenAPI document that tells of scopes. */
export interface ScopedDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** The scopes that the operations of a document accept, by plugin, both in alphabetical order. */
export function scopesOf({ paths }: ScopedDocument): readonly PluginScopes[] {
  const byScope = new Map<string, string[]>()
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    if (!isOperation(operation)) continue
    for (const scope of operation['x-required-scopes'] ?? [])
      byScope.set(scope, [...(byScope.get(scope) ?? []), operation.summary ?? ''])
  }
  const byPlugin = Map.groupBy(
    [...byScope].toSorted(([a], [b]) => a.localeCompare(b)),
    ([scope]) => scope.split(':')[0] ?? scope,
  )
  return [...byPlugin].map(([plugin, scopes]) => ({
    plugin,
    scopes: scopes.map(([scope, opens]) => ({ scope, action: scope.slice(plugin.length + 1), opens })),
  }))
}

function isOperation(value: unknown): value is ScopedOperation {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
