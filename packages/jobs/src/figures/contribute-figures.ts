import type { ServiceRegistrationContext } from '@tributary/core'
import { database } from '@tributary/database'
import { listDefinitions } from '@tributary/integration-host'
import { cachedFigures, healthChecks, metricCollectors } from '@tributary/operations'
import { jobHealthChecks } from './job-health.ts'
import { addJobGauges, addRunCounters } from './job-metrics.ts'
import { readBudgetFigures } from './read-budget-figures.ts'
import { readJobFigures } from './read-job-figures.ts'
import type { RunCounters } from './run-counters.ts'

/** Budgets of many accounts take longer to read than the rest, and alerts cover hours. */
const BUDGET_LIMITS = { freshFor: 15_000, usableFor: 60_000 }

/** Adds the figures of jobs to `/health` and `/metrics`. */
export function contributeFigures(
  context: ServiceRegistrationContext,
  { counters, now = () => performance.now() }: { counters: RunCounters; now?: (() => number) | undefined },
): void {
  const definitions = () => listDefinitions(context)
  const figures = cachedFigures(() => readJobFigures(context.getService(database)), { now })
  const budgets = cachedFigures(() => readBudgetFigures(context.getService(database), definitions()), {
    limits: BUDGET_LIMITS,
    now,
  })
  for (const check of jobHealthChecks(figures)) context.contribute(healthChecks, check)
  const names = () => definitions().map(({ name }) => name)
  context.contribute(metricCollectors, (registry) => addRunCounters(registry, counters, names()))
  context.contribute(metricCollectors, (registry) => addJobGauges(registry, { figures, budgets }, names()))
}
