import type { BootReport, KernelService } from '@tributary/core'
import { Gauge, type Registry } from 'prom-client'

const STATES = [
  'booting',
  'ready',
  'quarantined',
  'disabled',
] as const satisfies readonly BootReport['plugins'][number]['state'][]

/** The boot report as gauges, read at each scrape. */
export function addKernelMetrics(registry: Registry, kernel: KernelService): void {
  // Without a list of registries, a metric is added to the global one, which all kernels share.
  const registers: Registry[] = []
  registry.registerMetric(
    new Gauge({
      name: 'tributary_kernel_ready',
      help: '1 while the kernel is ready, 0 while it boots or stops.',
      registers,
      collect() {
        this.set(kernel.state === 'ready' ? 1 : 0)
      },
    }),
  )
  registry.registerMetric(
    new Gauge({
      name: 'tributary_plugin_state',
      help: '1 for the state that a plugin is in, 0 for the others.',
      labelNames: ['plugin', 'state'],
      registers,
      collect() {
        for (const plugin of kernel.report().plugins) {
          for (const state of STATES) this.set({ plugin: plugin.name, state }, plugin.state === state ? 1 : 0)
        }
      },
    }),
  )
  registry.registerMetric(
    new Gauge({
      name: 'tributary_plugin_boot_seconds',
      help: 'The time that a plugin took to boot.',
      labelNames: ['plugin'],
      registers,
      collect() {
        for (const plugin of kernel.report().plugins) {
          this.set({ plugin: plugin.name }, plugin.milliseconds / 1_000)
        }
      },
    }),
  )
}
