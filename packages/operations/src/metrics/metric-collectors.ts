import { type ContributionPoint, contributionPoint } from '@tributary/core'
import type { Registry } from 'prom-client'

/**
 * Adds metrics to the collector's registry. Called once, when the server starts. If one of its metrics cannot be read, a
 * scrape omits all of them: contribute one collector for values in memory and another for those that need a query.
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
