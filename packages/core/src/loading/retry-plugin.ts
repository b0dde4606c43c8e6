import { type Boot, startPlugin } from '../boot-phases.ts'
import { isRetryable } from '../boot-report.ts'
import { KernelError } from '../kernel-error.ts'
import type { PluginRecord } from '../plugin-record.ts'
import type { PluginRegistry } from '../plugin-registry.ts'

/** Starts a quarantined plugin again, then its quarantined dependents. Throws a `KernelError` (`NOT_RETRYABLE`). */
export async function retryPlugin(boot: Boot, name: string): Promise<void> {
  const { registry } = boot
  const record = registry.find(name)
  if (record === undefined || registry.state !== 'ready' || !isRetryable(record))
    throw new KernelError(
      'NOT_RETRYABLE',
      `plugin "${name}" cannot be retried: ${whyNotRetryable(registry, record)}`,
    )
  // A dependent cannot start before the plugin that it depends on.
  const taken = registry.records.filter((other) => other.quarantinedBy === name && isRetryable(other))
  for (const each of [record, ...taken]) await startAgain(boot, each)
}

async function startAgain(boot: Boot, record: PluginRecord): Promise<void> {
  // Whatever a failed or overdue start left running must not run twice.
  if (record.startCalled) await boot.calls.stop(record)
  record.state = 'booting'
  record.reason = undefined
  record.quarantinedBy = undefined
  record.restarting = true
  await startPlugin(boot, record)
  record.restarting = false
}

function whyNotRetryable({ state }: PluginRegistry, record: PluginRecord | undefined): string {
  if (record === undefined) return 'the plugin does not exist'
  if (state !== 'ready') return `the kernel is ${state}`
  if (record.state !== 'quarantined') return `it is ${record.state}`
  if (record.isAdded) return `it failed in ${record.phase}: load it again`
  return `it failed in ${record.phase}, which needs a restart of the server`
}
