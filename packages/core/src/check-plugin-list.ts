import { KernelError } from './kernel-error.ts'
import type { Plugin } from './plugin.ts'
import type { ServiceKey } from './service-key.ts'

const PLUGIN_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
/** Used by the mounts `/api/admin/…` and `/api/public/…`, and by the kernel's own tag. */
export const RESERVED_PLUGIN_NAMES: ReadonlySet<string> = new Set(['admin', 'public', 'kernel'])

/**
 * Refuses a plugin list with invalid or duplicate names. These are mistakes in the composition root, so nothing
 * boots.
 */
export function checkPluginList(plugins: readonly Plugin[]): void {
  const seen = new Map<string, number>()
  for (const [index, plugin] of plugins.entries()) {
    if (typeof plugin !== 'object' || plugin === null || typeof plugin.name !== 'string') {
      throw new KernelError(
        'BAD_PLUGIN',
        `entry ${index} of the plugin list is not a plugin: the name is missing`,
      )
    }
    checkPlugin(plugin)
    const { name } = plugin
    const first = seen.get(name)
    if (first !== undefined) {
      throw new KernelError(
        'BAD_PLUGIN',
        `two plugins are named "${name}" (entries ${first} and ${index} of the plugin list): remove or rename one`,
      )
    }
    seen.set(name, index)
  }
}

/** Refuses a plugin that no list may have. Throws a `KernelError` (`BAD_PLUGIN`). */
export function checkPlugin(plugin: Plugin): void {
  const { name } = plugin
  if (!PLUGIN_NAME.test(name)) {
    throw new KernelError('BAD_PLUGIN', `plugin name "${name}" must be lower-case kebab, like "last-fm"`)
  }
  if (RESERVED_PLUGIN_NAMES.has(name)) {
    throw new KernelError('BAD_PLUGIN', `plugin name "${name}" is reserved for the kernel: choose another`)
  }
  checkKeys(plugin)
}

/** Without this check, a key that a circular import leaves undefined would cause a `TypeError` during the boot. */
function checkKeys({ name, uses = [], usesIfPresent = [] }: Plugin): void {
  const keys: readonly (ServiceKey<unknown> | undefined)[] = [...uses, ...usesIfPresent]
  if (keys.every((key) => typeof key?.name === 'string')) return
  throw new KernelError(
    'BAD_PLUGIN',
    `plugin "${name}" lists a value in uses that is not a service key: create keys with serviceKey, in a module that does not import the plugin`,
  )
}
