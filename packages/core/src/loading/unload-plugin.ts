import type { FastifyInstance } from 'fastify'
import type { Boot } from '../boot-phases.ts'
import { KernelError } from '../kernel-error.ts'
import { mergeDocuments } from '../merge-documents.ts'
import type { OpenApiDocument } from '../openapi/document.ts'
import { dependentsOf } from './dependents.ts'
import { refreshPlugins } from './refresh-plugins.ts'
import { retirePlugin } from './retire-plugin.ts'

/** A server without a plugin, and the end of that plugin. */
export interface Unloaded {
  readonly document: OpenApiDocument
  readonly retired: Promise<void>
}

/**
 * Takes a plugin out between two requests. Its open requests finish.
 *
 * @throws KernelError `NO_SUCH_PLUGIN`, `NOT_REPLACEABLE`, `IN_USE`
 */
export async function unloadPlugin(boot: Boot, app: FastifyInstance, name: string): Promise<Unloaded> {
  const { registry, routes, apps, documented } = boot
  const record = registry.find(name)
  if (record === undefined) throw new KernelError('NO_SUCH_PLUGIN', `there is no plugin "${name}"`)
  if (!record.isAdded)
    throw new KernelError(
      'NOT_REPLACEABLE',
      `plugin "${name}" belongs to the server and cannot be unloaded: name it in DISABLED_PLUGINS and restart`,
    )
  const dependents = dependentsOf(registry, record)
  if (dependents.length > 0)
    throw new KernelError(
      'IN_USE',
      `plugin "${name}" cannot be unloaded, since ${dependents.join(' and ')} use its services: unload first ${dependents.join(', ')}`,
    )
  registry.take(record)
  routes.remove(name)
  documented.delete(record)
  const own = apps.remove(name)
  await refreshPlugins(boot, record)
  const document = mergeDocuments(boot, app, {
    records: [...documented],
    ownAppOf: (each) => apps.of(each),
    refuse: (each, reason) => registry.quarantine(each, reason),
  })
  return { document, retired: retirePlugin(boot, record, own) }
}
