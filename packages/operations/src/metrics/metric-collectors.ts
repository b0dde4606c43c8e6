import { type ContributionPoint, contributionPoint } from '@tributary/core'
import type { Registry } from 'prom-client'

/**
 * Adds metrics to a registry of its own. Called once, when the server starts. A scrape that cannot read one of its metrics
 * leaves out all of them: contribute one collector for what is in memory and another for what has to be asked for.
 */
export type MetricCollector = (registry: Registry) => void

/**
 * Any plugin may add metrics to `/metrics`.
 *
 * @example
 * context.contribute(metricCollectors, (registry) => {
 *   registry.registerMetric(sampledGauge({ name: 'tributary_jobs_workers', help: '…', read: async () => […] }))
 *   // Without `registers: []` a metric of prom-client also registers itself with its global registry.
 *   registry.registerMetric(new Counter({ name: 'tributary_job_runs_total', help: '…', registers: [] }))
 * })
 */
export const metricCollectors: ContributionPoint<MetricCollector> = contributionPoint('metricCollectors')
