import { basename } from 'node:path'
import { type Plugin, RESERVED_PLUGIN_NAMES } from '@tributary/core'

/** A plugin's name from a folder's or a package's: `@acme/tributary-diary` is `tributary-diary`. */
export function nameOf(named: string): string {
  const name = basename(named)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
  return name === '' ? 'unnamed' : name
}

/** Stands in for a plugin that cannot be loaded: it is quarantined with the reason. Where its name is taken, it has another. */
export function unloadable(named: string, reason: string, taken: Iterable<string> = []): Plugin {
  return standIn(
    nameBeside(nameOf(named), new Set(taken)),
    '0.0.0',
    `the plugin ${named} cannot be loaded: ${reason}`,
  )
}

/** Names are routes and tables, so the second plugin of a name is refused, under a name of its own. */
export function withDistinctNames(plugins: readonly Plugin[], taken: Iterable<string>): readonly Plugin[] {
  const names = new Set(taken)
  return plugins.map((plugin) => {
    const { name, version } = plugin
    const own = nameBeside(name, names)
    names.add(own)
    if (own === name) return plugin
    const reason = `the plugin "${name}" cannot be added: the server has one of this name; remove one, or rename yours`
    return standIn(own, version, reason)
  })
}

function nameBeside(name: string, taken: ReadonlySet<string>): string {
  const isTaken = taken.has(name) || RESERVED_PLUGIN_NAMES.has(name)
  return isTaken ? nameBeside(`another-${name}`, taken) : name
}

function standIn(name: string, version: string, reason: string): Plugin {
  return { name, version, registerServices: () => Promise.reject(new Error(reason)) }
}
