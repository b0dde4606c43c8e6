import { connectionAccess } from '@tributary/connections'
import { kernelService, type PluginContext } from '@tributary/core'
import { hasAccount, listDefinitions } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { recordSinks } from '../record-sink.ts'
import type { WaitingFor } from '../tables.ts'
import { type RunnableJobs, runnableKey } from './runnable-jobs.ts'

/**
 * Finds what this process can run now. `undefined` while the server boots or stops: a plugin that is about to start may be
 * quarantined a moment later.
 */
export function findRunnable(context: PluginContext): RunnableJobs | undefined {
  if (context.getService(kernelService).state !== 'ready') return undefined
  const imports: string[] = []
  const syncs: string[] = []
  const unavailable: Record<string, WaitingFor> = { ...downIntegrations(context) }
  for (const definition of listDefinitions(context)) {
    for (const kind of ['import', 'sync'] as const) {
      const missing = missingFor(context, definition, kind)
      if (missing !== undefined) unavailable[runnableKey(definition.name, kind)] = missing
      else (kind === 'import' ? imports : syncs).push(definition.name)
    }
  }
  return { imports, syncs, unavailable }
}

/** Integrations whose own plugin is quarantined or disabled. */
function downIntegrations(context: PluginContext): Record<string, WaitingFor> {
  const { plugins } = context.getService(kernelService).report()
  return Object.fromEntries(
    plugins
      .filter(({ state }) => state === 'quarantined' || state === 'disabled')
      .flatMap(({ name, state, reason }) => {
        const waitingFor = { plugin: name, reason: reason ?? `plugin "${name}" is ${state}` }
        return (['import', 'sync'] as const).map((kind) => [runnableKey(name, kind), waitingFor] as const)
      }),
  )
}

/** The plugin that a running integration lacks: the owner of its sink, or the connections plugin. */
function missingFor(
  context: PluginContext,
  definition: IntegrationDefinition,
  kind: 'import' | 'sync',
): WaitingFor | undefined {
  const { streams } = definition
  const needsAccount = kind === 'sync' && hasAccount(definition)
  if (needsAccount && !context.hasService(connectionAccess)) return noConnections(context)
  const read = streams.filter((stream) => (kind === 'import' ? stream.importFile : stream.sync) !== undefined)
  const kinds = new Set(context.getContributions(recordSinks).map(({ value }) => value.kind))
  const stream = read.find((each) => !kinds.has(each.kind))
  return stream === undefined ? undefined : missingSink(context, stream.kind)
}

function missingSink(context: PluginContext, kind: string): WaitingFor {
  const owner = context.getUnavailable(recordSinks).find(({ value }) => value.kind === kind)
  if (owner !== undefined) return { plugin: owner.plugin, reason: owner.reason }
  return { plugin: kind, reason: `no running plugin stores records of kind "${kind}"` }
}

function noConnections(context: PluginContext): WaitingFor {
  const { plugins } = context.getService(kernelService).report()
  const plugin = plugins.find(({ name }) => name === 'connections')
  return { plugin: 'connections', reason: plugin?.reason ?? 'plugin "connections" is not running' }
}
