import type { Plugin } from './plugin.ts'
import type { ResolvedAccess } from './route-access.ts'

/** How far a plugin's boot came. */
export type Phase = 'none' | 'registerServices' | 'configureRoutes' | 'openapiSchema' | 'start'

export type PluginState = 'booting' | 'ready' | 'quarantined' | 'disabled'

/** A route as it was mounted. */
export interface MountedRoute extends ResolvedAccess {
  readonly method: string
  /** As Fastify writes it: `/api/jobs/:id`. */
  readonly path: string
}

/** All that the kernel knows of one plugin. Changed by the boot alone. */
export interface PluginRecord {
  readonly plugin: Plugin
  readonly name: string
  state: PluginState
  phase: Phase
  reason: Error | undefined
  /** Its place in the boot order. */
  position: number
  /** The names of the services that it has declared to use. */
  readonly declared: ReadonlySet<string>
  /** The plugins whose services it cannot do without, with the service. Known after phase 1. */
  readonly dependencies: Map<PluginRecord, string>
  /** The plugin whose failure took this one along. */
  quarantinedBy: string | undefined
  /** Whether a retry is starting it: until that has succeeded, other plugins must not use what it contributed. */
  restarting: boolean
  /** Whether `start` was called and `stop` not yet: what has to be stopped, even if the start failed. */
  startCalled: boolean
  milliseconds: number
  readonly provides: Set<string>
  readonly uses: Set<string>
  readonly contributes: Set<string>
  readonly routes: MountedRoute[]
}

export function newPluginRecord(plugin: Plugin, state: PluginState = 'booting'): PluginRecord {
  const { uses = [], usesIfPresent = [] } = plugin
  return {
    plugin,
    name: plugin.name,
    position: 0,
    declared: new Set([...uses, ...usesIfPresent].map(({ name }) => name)),
    dependencies: new Map(),
    state,
    phase: 'none',
    reason: undefined,
    quarantinedBy: undefined,
    restarting: false,
    startCalled: false,
    milliseconds: 0,
    provides: new Set(),
    uses: new Set(),
    contributes: new Set(),
    routes: [],
  }
}

/** Up, or on the way: its services and contributions count. */
export function isUp(record: PluginRecord): boolean {
  return record.state === 'booting' || record.state === 'ready'
}
