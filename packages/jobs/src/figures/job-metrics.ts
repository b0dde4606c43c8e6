import type { Registry } from '@tributary/operations'
import { sampledGauge } from '@tributary/operations'
import type { BudgetFigures } from './read-budget-figures.ts'
import type { JobFigures } from './read-job-figures.ts'
import type { RunCounters } from './run-counters.ts'

export interface JobMetricSources {
  readonly figures: () => Promise<JobFigures>
  readonly budgets: () => Promise<readonly BudgetFigures[]>
}

const STATES = ['due', 'blocked', 'deferred', 'running'] as const
/** Initializes the series of all kinds and integrations with 0. */
const KINDS = ['import', 'sync', 'backfill'] as const

/** The counters of this process. */
export function addRunCounters(
  registry: Registry,
  counters: RunCounters,
  integrations: readonly string[],
): void {
  counters.begin(integrations, KINDS)
  for (const counter of [counters.runs, counters.records, counters.answers]) registry.registerMetric(counter)
}

/** The gauges of the database, equal in every process. */
export function addJobGauges(
  registry: Registry,
  sources: JobMetricSources,
  integrations: readonly string[],
): void {
  addQueueGauges(registry, sources.figures)
  addSyncGauges(registry, sources.figures, integrations)
  addBudgetGauges(registry, sources.budgets)
}

function addQueueGauges(registry: Registry, figures: JobMetricSources['figures']): void {
  registry.registerMetric(
    sampledGauge({
      name: 'tributary_jobs_open',
      help: 'Jobs of all processes. due: wait for a worker; blocked: behind another of their lane, or until a plugin is up; deferred: for later.',
      labelNames: ['kind', 'state'],
      async read() {
        const { open } = await figures()
        return kindsIn(open).flatMap((kind) => {
          const counts = open.find((each) => each.kind === kind)
          return STATES.map((state) => ({ labels: { kind, state }, value: counts?.[state] ?? 0 }))
        })
      },
    }),
  )
  registry.registerMetric(
    sampledGauge({
      name: 'tributary_jobs_oldest_due_age_seconds',
      help: 'How long the oldest due job has waited for a worker.',
      labelNames: ['kind'],
      async read() {
        const { open } = await figures()
        return kindsIn(open).map((kind) => ({
          labels: { kind },
          value: open.find((each) => each.kind === kind)?.oldestDueSeconds ?? 0,
        }))
      },
    }),
  )
  registry.registerMetric(
    sampledGauge({
      name: 'tributary_jobs_workers',
      help: 'Worker processes that were seen in the last minute.',
      read: async () => [{ value: (await figures()).workers }],
    }),
  )
}

function kindsIn(open: JobFigures['open']): readonly string[] {
  return [...new Set([...KINDS, ...open.map(({ kind }) => kind)])]
}

function addSyncGauges(
  registry: Registry,
  figures: JobMetricSources['figures'],
  integrations: readonly string[],
): void {
  registry.registerMetric(
    sampledGauge({
      name: 'tributary_sync_recent_runs',
      help: "Syncs of all processes that ended in the last hour. failed: for another reason than their person's account.",
      labelNames: ['integration', 'result'],
      async read() {
        const { syncs } = await figures()
        const names = new Set([...integrations, ...syncs.map(({ integration }) => integration)])
        return [...names].flatMap((integration) => {
          const { succeeded = 0, failed = 0 } = syncs.find((each) => each.integration === integration) ?? {}
          return [
            { labels: { integration, result: 'succeeded' }, value: succeeded },
            { labels: { integration, result: 'failed' }, value: failed },
          ]
        })
      },
    }),
  )
}

function addBudgetGauges(registry: Registry, budgets: JobMetricSources['budgets']): void {
  registry.registerMetric(
    sampledGauge({
      name: 'tributary_rate_budget_remaining_ratio',
      help: "The share of a provider's rate limit that is left, of the account that has used the most.",
      labelNames: ['integration'],
      async read() {
        return (await budgets()).map(({ integration, remaining }) => ({
          labels: { integration },
          value: remaining,
        }))
      },
    }),
  )
  registry.registerMetric(
    sampledGauge({
      name: 'tributary_rate_budget_blocked',
      help: 'Rate budgets whose provider requested a wait.',
      labelNames: ['integration'],
      async read() {
        return (await budgets()).map(({ integration, blocked }) => ({
          labels: { integration },
          value: blocked,
        }))
      },
    }),
  )
}
