import { type KernelService, ProblemError } from '@tributary/core'
import { accountsErrors } from './accounts-errors.ts'

/** The actions of each plugin's routes, by plugin name. */
export type KnownScopes = ReadonlyMap<string, ReadonlySet<string> | 'any'>

/**
 * The scopes that the routes of this server accept, as reported by the kernel. The routes of a quarantined plugin are
 * unknown, so any action of it passes.
 */
export function readKnownScopes(kernel: Pick<KernelService, 'report' | 'document'>): KnownScopes {
  const { plugins } = kernel.report()
  // The report leaves out the kernel's own routes, the document those that are hidden.
  const operations = Object.values(kernel.document().paths).flatMap((methods) => Object.values(methods))
  const scopes = [
    ...plugins.flatMap(({ routes }) => routes.flatMap((route) => route.scopes)),
    ...operations.flatMap((operation) => operation['x-required-scopes'] ?? []),
  ]
  const known = new Map<string, Set<string> | 'any'>()
  for (const [plugin, action] of scopes.map(partsOf)) {
    const actions = known.get(plugin)
    if (actions === undefined) known.set(plugin, new Set([action]))
    else if (actions !== 'any') actions.add(action)
  }
  for (const { name, state } of plugins) if (state !== 'ready') known.set(name, 'any')
  return known
}

/** Throws `ACCOUNTS_UNKNOWN_SCOPE` for scopes that no route accepts: the key would silently be useless. */
export function requireKnownScopes(scopes: readonly string[], known: KnownScopes): void {
  const errors = scopes.flatMap((scope, index) => {
    const problem = problemOf(scope, known)
    return problem === undefined
      ? []
      : [{ in: 'body', path: `/scopes/${index}`, message: `"${scope}": ${problem}` }]
  })
  if (errors.length === 0) return
  throw new ProblemError(accountsErrors.ACCOUNTS_UNKNOWN_SCOPE, {
    detail: errors.map(({ message }) => message).join(' '),
    extensions: { errors, plugins: [...known.keys()].toSorted() },
  })
}

function problemOf(scope: string, known: KnownScopes): string | undefined {
  if (scope === '*') return undefined
  const [plugin, action] = partsOf(scope)
  const actions = plugin === '*' ? actionsOfAll(known) : known.get(plugin)
  if (actions === undefined)
    return `there is no plugin "${plugin}" with scopes. Plugins with scopes: ${listed(known.keys())}.`
  if (action === '*' || actions === 'any' || actions.has(action)) return undefined
  const whose = plugin === '*' ? 'no plugin has this action' : `"${plugin}" does not have this action`
  return `${whose}. Use ${plugin}:* or one of: ${listed(actions, (each) => `${plugin}:${each}`)}.`
}

function actionsOfAll(known: KnownScopes): ReadonlySet<string> | 'any' {
  const all = new Set<string>()
  for (const actions of known.values()) {
    if (actions === 'any') return 'any'
    for (const action of actions) all.add(action)
  }
  return all
}

function partsOf(scope: string): readonly [plugin: string, action: string] {
  const [plugin = '', action = ''] = scope.split(':')
  return [plugin, action]
}

function listed(names: Iterable<string>, written: (name: string) => string = String): string {
  return [...names].toSorted().map(written).join(', ')
}
