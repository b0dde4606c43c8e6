import { type ContributionPoint, contributionPoint } from '@tributary/core'
import type { Registry } from 'prom-client'

/** Adds metrics to a registry that is the plugin's own. Called once, when the server starts. */
export type MetricCollector = (registry: Registry) => void

/**
 * Any plugin may add metrics to `/metrics`.
 *
 * @example
 * context.contribute(metricCollectors, (registry) => {
 *   // Without `registers: []` a metric also registers itself with prom-client's global registry.
 *   registry.registerMetric(new Gauge({ name: 'tributary_jobs_queued', help: '…', registers: [], async collect() { … } }))
 * })
 */
export const metricCollectors: ContributionPoint<MetricCollector> = contributionPoint('metricCollectors')
