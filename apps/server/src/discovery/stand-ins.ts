import { basename } from 'node:path'
import type { Plugin } from '@tributary/core'

/** A plugin's name from a folder's or a package's: `@acme/tributary-diary` is `tributary-diary`. */
export function nameOf(named: string): string {
  const name = basename(named)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
  return name === '' ? 'unnamed' : name
}

/** Stands in for a plugin that cannot be loaded: it is quarantined with the reason. */
export function unloadable(named: string, reason: string): Plugin {
  return {
    name: nameOf(named),
    version: '0.0.0',
    registerServices() {
      throw new Error(`the plugin ${named} cannot be loaded: ${reason}`)
    },
  }
}

/** Names are routes and tables, so the second plugin of a name is refused, under a name of its own. */
export function withDistinctNames(plugins: readonly Plugin[], taken: Iterable<string>): readonly Plugin[] {
  const names = new Set(taken)
  return plugins.map((plugin) => {
    const { name } = plugin
    if (!names.has(name)) {
      names.add(name)
      return plugin
    }
    let other = `another-${name}`
    while (names.has(other)) other = `another-${other}`
    names.add(other)
    const reason = `the plugin "${name}" cannot be added: the server has one of this name; remove one, or rename yours`
    return { name: other, version: plugin.version, registerServices: () => Promise.reject(new Error(reason)) }
  })
}
