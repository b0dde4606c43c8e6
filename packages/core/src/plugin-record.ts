import type { Plugin } from './plugin.ts'
import type { ResolvedAccess } from './route-access.ts'

/** The state of a plugin's boot. */
export type Phase = 'none' | 'registerServices' | 'configureRoutes' | 'openapiSchema' | 'start'

export type PluginState = 'booting' | 'ready' | 'quarantined' | 'disabled'

/** A mounted route. */
export interface MountedRoute extends ResolvedAccess {
  readonly method: string
  /** In the notation of Fastify: `/api/jobs/:id`. */
  readonly path: string
}

/**
 * Whether others see what a plugin registered. While a plugin is loaded, its new record is `pending` beside the `current` one of the
 * plugin that it replaces, which is `retired` when the new one has taken over.
 */
export type Standing = 'pending' | 'current' | 'retired'

/** The kernel's record of one plugin. Only the boot and loading change it. */
export interface PluginRecord {
  readonly plugin: Plugin
  readonly name: string
  /** Whether the plugin can be reloaded and unloaded: it then has a Fastify instance of its own. */
  readonly isAdded: boolean
  standing: Standing
  /** The record that this one replaces, or has replaced. */
  replaces: PluginRecord | undefined
  /** Whether `registerServices` is running, the only time for registrations. */
  registering: boolean
  /** What went wrong after the plugin had started, or why its reload failed. */
  problem: string | undefined
  state: PluginState
  phase: Phase
  reason: Error | undefined
  /** Its place in the boot order. */
  position: number
  /** The names of the services in `uses` and `usesIfPresent`. */
  readonly declared: ReadonlySet<string>
  /** The plugins whose services this plugin requires, with the service. Known after phase 1. */
  readonly dependencies: Map<PluginRecord, string>
  /** The failed dependency because of which this plugin is quarantined. */
  quarantinedBy: string | undefined
  /** Whether a retry is in progress: until it succeeds, other plugins must not use the contributions. */
  restarting: boolean
  /** Whether `start` was called and `stop` not yet: the plugin must be stopped even if its start failed. */
  startCalled: boolean
  milliseconds: number
  readonly provides: Set<string>
  readonly uses: Set<string>
  readonly contributes: Set<string>
  readonly routes: MountedRoute[]
}

export function newPluginRecord(
  plugin: Plugin,
  { state = 'booting', isAdded = false, standing = 'current' }: Partial<RecordStart> = {},
): PluginRecord {
  const { uses = [], usesIfPresent = [] } = plugin
  return {
    plugin,
    name: plugin.name,
    isAdded,
    standing,
    replaces: undefined,
    registering: false,
    problem: undefined,
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

type RecordStart = Pick<PluginRecord, 'state' | 'isAdded' | 'standing'>

/** Ready or booting: its services and contributions count. */
export function isUp(record: PluginRecord): boolean {
  return record.state === 'booting' || record.state === 'ready'
}
