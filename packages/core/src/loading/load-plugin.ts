import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { orderByServices } from '../boot-order.ts'
import { type Boot, mountOwnApp, registerOf, startPlugin } from '../boot-phases.ts'
import { checkPluginList } from '../check-plugin-list.ts'
import type { OwnApp } from '../http/plugin-apps.ts'
import { KernelError } from '../kernel-error.ts'
import { mergeDocuments } from '../merge-documents.ts'
import type { OpenApiDocument } from '../openapi/document.ts'
import type { Plugin } from '../plugin.ts'
import { isUp, newPluginRecord, type PluginRecord } from '../plugin-record.ts'
import { dependentsOf } from './dependents.ts'
import { refreshPlugins } from './refresh-plugins.ts'
import { retirePlugin } from './retire-plugin.ts'

/** A plugin that has taken its place, and the end of the one that it replaced. */
export interface Loaded {
  readonly record: PluginRecord
  /** The document with the plugin; `undefined` where it failed. */
  readonly document: OpenApiDocument | undefined
  /** Resolves when the plugin that was replaced has ended. */
  readonly retired: Promise<void>
}

/**
 * Boots one plugin while the others run, beside the one of its name, and lets it take over between two requests. If it fails, the one that
 * was there goes on; where none was, or that one was quarantined, the new one stays in its place, quarantined with the reason. Between the
 * phases, requests have their turn.
 *
 * @throws KernelError `BAD_PLUGIN`, `NOT_REPLACEABLE`, `IN_USE`
 */
export async function loadPlugin(boot: Boot, app: FastifyInstance, plugin: Plugin): Promise<Loaded> {
  const { registry } = boot
  const before = registry.find(plugin.name)
  checkReplaceable(boot, plugin, before)
  const record = newPluginRecord(plugin, { isAdded: true, standing: 'pending' })
  record.replaces = before
  record.position = registry.records.length + 1
  const putBack = boot.routes.keep()
  boot.routes.remove(plugin.name)
  let own: OwnApp | undefined
  let document: OpenApiDocument | undefined
  try {
    own = await bootBeside(boot, record)
    await turn()
    if (isUp(record)) document = documentWith(boot, app, { record, own })
    await turn()
    if (isUp(record)) await startInPlace(boot, record)
  } catch (error) {
    registry.quarantine(record, error instanceof Error ? error : new Error(String(error)))
  }
  if (isUp(record)) {
    const replaced = own === undefined ? boot.apps.remove(plugin.name) : boot.apps.use(own)
    record.replaces = undefined
    const retired = before === undefined ? Promise.resolve() : retirePlugin(boot, before, replaced)
    return { record, document, retired }
  }
  putBack()
  return { record, document: undefined, retired: giveUp(boot, record, own) }
}

function checkReplaceable(boot: Boot, plugin: Plugin, before: PluginRecord | undefined): void {
  const { registry } = boot
  if (before?.isAdded === false)
    throw new KernelError(
      'NOT_REPLACEABLE',
      `plugin "${before.name}" belongs to the server and cannot be replaced while it runs: rename yours`,
    )
  if (before?.state === 'disabled')
    throw new KernelError(
      'NOT_REPLACEABLE',
      `plugin "${before.name}" is disabled: take it out of DISABLED_PLUGINS and restart`,
    )
  const others = registry.records.filter((record) => record !== before)
  checkPluginList([...others.map((record) => record.plugin), plugin])
  if (before === undefined) return
  const dependents = dependentsOf(registry, before)
  if (dependents.length > 0)
    throw new KernelError(
      'IN_USE',
      `plugin "${before.name}" cannot be replaced, since ${dependents.join(' and ')} would keep its old services: unload first ${dependents.join(', ')}`,
    )
}

/** Phases 1 and 2, unseen by the others. */
async function bootBeside(boot: Boot, record: PluginRecord): Promise<OwnApp | undefined> {
  const { registry, services } = boot
  await registerOf(boot, record)
  if (!isUp(record)) return undefined
  for (const { reason } of orderByServices([record], services).refused) registry.quarantine(record, reason)
  if (registry.quarantineIfDependencyFailed(record)) return undefined
  await turn()
  return await mountOwnApp(boot, record)
}

/** Phase 3. */
function documentWith(
  boot: Boot,
  app: FastifyInstance,
  { record, own }: { readonly record: PluginRecord; readonly own: OwnApp | undefined },
): OpenApiDocument {
  const { registry, documented } = boot
  record.phase = 'openapiSchema'
  const others = [...documented].filter((other) => other !== record.replaces)
  return mergeDocuments(boot, app, {
    records: [...others, record],
    ownAppOf: (each) => (each === record ? own : boot.apps.of(each)),
    // The others were in the document before, so whatever clashes now is of the new one.
    refuse: (_refused, reason) => registry.quarantine(record, reason),
  })
}

/** Phase 4: the others see what the plugin contributes, and it starts. */
async function startInPlace(boot: Boot, record: PluginRecord): Promise<void> {
  const { registry } = boot
  const { replaces } = record
  registry.place(record)
  await refreshPlugins(boot, record)
  // A contribution may have been refused.
  if (isUp(record)) await startPlugin(boot, record)
  if (isUp(record) || replaces === undefined || !isUp(replaces)) return
  registry.place(replaces)
  record.standing = 'pending'
  await refreshPlugins(boot, replaces)
}

/** Ends a plugin that failed. It stays in the list, with the reason, unless the one that was there goes on. */
async function giveUp(boot: Boot, record: PluginRecord, own: OwnApp | undefined): Promise<void> {
  const { registry } = boot
  const { replaces } = record
  const goesOn = replaces !== undefined && isUp(replaces)
  if (goesOn)
    replaces.problem = `its reload failed in ${record.phase}, and what was loaded before goes on: ${reasonOf(record)}`
  else {
    boot.routes.remove(record.name)
    registry.place(record)
  }
  await retirePlugin(boot, record, own)
  if (goesOn) return
  record.standing = 'current'
  record.replaces = undefined
  if (replaces !== undefined) await retirePlugin(boot, replaces, boot.apps.remove(record.name))
}

function reasonOf({ reason }: PluginRecord): string {
  return reason?.message ?? 'unknown reason'
}
