import { collectDefaultMetrics, type Registry } from 'prom-client'

/** Gauges named like counters; the metrics without `_total` contain the same, by type. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]

/** Metrics of process, memory and event loop: prom-client's, except those that `promtool check metrics` refuses. */
export function addProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
  for (const name of MISNAMED) registry.removeSingleMetric(name)
}
