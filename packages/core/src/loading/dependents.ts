import { isUp, type PluginRecord } from '../plugin-record.ts'
import type { PluginRegistry } from '../plugin-registry.ts'

/** The names of the plugins that run and use services of a plugin. */
export function dependentsOf({ records }: PluginRegistry, record: PluginRecord): readonly string[] {
  return records.filter((other) => isUp(other) && other.dependencies.has(record)).map(({ name }) => name)
}
