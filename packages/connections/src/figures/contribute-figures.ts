import type { ServiceRegistrationContext } from '@tributary/core'
import { database } from '@tributary/database'
import { connectionHealth, hasAccount, listDefinitions } from '@tributary/integration-host'
import { cachedFigures, healthChecks, metricCollectors } from '@tributary/operations'
import { connectionHealthChecks } from './connection-health.ts'
import { addConnectionMetrics } from './connection-metrics.ts'
import { countHealth } from './count-health.ts'
import { readConnectionFigures } from './read-connection-figures.ts'
import type { RefreshCounter } from './refresh-counter.ts'

/** Adds the figures of connections to `/health` and `/metrics`. */
export function contributeFigures(
  context: ServiceRegistrationContext,
  {
    refreshes,
    now = () => performance.now(),
  }: { refreshes: RefreshCounter; now?: (() => number) | undefined },
): void {
  // Only integrations with accounts: files and public data have no connection.
  const definitions = () => listDefinitions(context).filter(hasAccount)
  context.contribute(connectionHealth, () => countHealth(context.getService(database), definitions()))
  const figures = cachedFigures(() => readConnectionFigures(context.getService(database), definitions()), {
    now,
  })
  for (const check of connectionHealthChecks(figures)) context.contribute(healthChecks, check)
  const names = () => definitions().map(({ name }) => name)
  context.contribute(metricCollectors, (registry) => {
    refreshes.begin(names())
    registry.registerMetric(refreshes.counter)
  })
  context.contribute(metricCollectors, (registry) => addConnectionMetrics(registry, figures, names()))
}
