import { KernelError } from './kernel-error.ts'
import { isUp, type PluginRecord } from './plugin-record.ts'
import type { ServiceRegistry } from './service-registry.ts'

/** A plugin that boots later than its place in the list, since it uses a service of a plugin that is listed after it. */
export interface Moved {
  readonly record: PluginRecord
  readonly after: PluginRecord
  readonly service: string
}

/** The boot order and dependencies that follow from the declared services. */
export interface BootOrder {
  readonly records: readonly PluginRecord[]
  readonly moved: readonly Moved[]
  /** Plugins that cannot boot, and why. */
  readonly refused: readonly { readonly record: PluginRecord; readonly reason: KernelError }[]
}

/**
 * Sets `dependencies` of each plugin's record and returns the boot order: the order of the list wherever the services
 * allow it. Call it when all services are registered.
 */
export function orderByServices(records: readonly PluginRecord[], services: ServiceRegistry): BootOrder {
  const refused = records.filter(isUp).flatMap((record) => {
    const reason = findDependencies(record, services)
    return reason === undefined ? [] : [{ record, reason }]
  })
  for (const cycle of findCycles(records)) {
    const names = [...cycle, cycle[0]].map((record) => `"${record?.name}"`).join(' → ')
    for (const record of cycle) {
      const reason = new KernelError(
        'DEPENDENCY_CYCLE',
        `plugins use services of each other in a cycle: ${names}: let one of them use the service only if present, or split it`,
      )
      refused.push({ record, reason })
    }
  }
  const ordered = sort(records, services)
  return { records: ordered, moved: findMoved(records), refused }
}

function findDependencies(record: PluginRecord, services: ServiceRegistry): KernelError | undefined {
  for (const { name } of record.plugin.uses ?? []) {
    const owner = services.ownerOf(record, name)
    if (owner === undefined) return services.missing(record, name)
    if (owner !== record && !record.dependencies.has(owner)) record.dependencies.set(owner, name)
  }
  return undefined
}

/** Reports each cycle once. */
function findCycles(records: readonly PluginRecord[]): readonly (readonly PluginRecord[])[] {
  const cycles: PluginRecord[][] = []
  const done = new Set<PluginRecord>()
  const visit = (record: PluginRecord, path: readonly PluginRecord[]): void => {
    if (path.includes(record)) cycles.push(path.slice(path.indexOf(record)))
    if (path.includes(record) || done.has(record)) return
    for (const dependency of record.dependencies.keys()) visit(dependency, [...path, record])
    done.add(record)
  }
  for (const record of records) visit(record, [])
  return cycles
}

function sort(records: readonly PluginRecord[], services: ServiceRegistry): readonly PluginRecord[] {
  const sorted = new Set<PluginRecord>()
  const visit = (record: PluginRecord, path: readonly PluginRecord[]): void => {
    if (sorted.has(record) || path.includes(record) || !records.includes(record)) return
    for (const before of [...record.dependencies.keys(), ...wished(record, services)])
      visit(before, [...path, record])
    sorted.add(record)
  }
  for (const record of records) visit(record, [])
  return [...sorted]
}

/** The optional dependencies of a plugin, without those that depend on the plugin itself. */
function wished(record: PluginRecord, services: ServiceRegistry): readonly PluginRecord[] {
  return (record.plugin.usesIfPresent ?? []).flatMap(({ name }) => {
    const owner = services.ownerOf(record, name)
    return owner === undefined || needs(owner, record, new Set()) ? [] : [owner]
  })
}

function needs(record: PluginRecord, other: PluginRecord, seen: Set<PluginRecord>): boolean {
  if (record === other) return true
  if (seen.has(record)) return false
  seen.add(record)
  return [...record.dependencies.keys()].some((dependency) => needs(dependency, other, seen))
}

function findMoved(records: readonly PluginRecord[]): readonly Moved[] {
  return records.flatMap((record, index) =>
    [...record.dependencies]
      .filter(([after]) => records.indexOf(after) > index)
      .map(([after, service]) => ({ record, after, service })),
  )
}
