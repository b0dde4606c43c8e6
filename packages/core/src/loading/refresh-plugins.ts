import type { Boot } from '../boot-phases.ts'
import { contextOf } from '../plugin-context.ts'
import type { PluginRecord } from '../plugin-record.ts'

/**
 * Lets the other ready plugins apply what their `start` did for each contribution, in boot order, after contributions have come or gone.
 * One that fails is noted and runs on: it is not what changed.
 */
export async function refreshPlugins(boot: Boot, except: PluginRecord): Promise<void> {
  for (const record of boot.registry.records) {
    const { plugin } = record
    if (record === except || record.state !== 'ready' || plugin.refresh === undefined) continue
    await boot.calls.refresh(record, () => plugin.refresh?.(contextOf(record, boot)))
  }
}
