import { collectDefaultMetrics, type Registry } from 'prom-client'

/** Gauges that end like counters; the same is in those without `_total`, by type. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]

/** The process, its memory and its event loop: prom-client's metrics but those that `promtool check metrics` refuses. */
export function addProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
  for (const name of MISNAMED) registry.removeSingleMetric(name)
}
