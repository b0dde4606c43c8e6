import type { Registry } from 'prom-client'
import type { HealthMonitor } from '../health/health-monitor.ts'
import { sampledGauge } from './sampled-gauge.ts'

/** The checks of `/health` as a gauge. */
export function addHealthMetrics(registry: Registry, monitor: HealthMonitor): void {
  registry.registerMetric(
    sampledGauge({
      name: 'tributary_health_check_failing',
      help: '1 while a check of /health fails; /health has the cause and the cure. Absent while unknown.',
      labelNames: ['check', 'plugin', 'severity'],
      async read() {
        const results = await monitor.results()
        return results
          .filter(({ status }) => status !== 'unknown')
          .map(({ name, plugin, severity, status }) => ({
            labels: { check: name, plugin, severity },
            value: status === 'failing' ? 1 : 0,
          }))
      },
    }),
  )
}
