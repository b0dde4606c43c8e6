import { connectionsQuery } from '../../api/connections.ts'
import { demoQuery } from '../../api/demo.ts'
import { latestJobsQuery } from '../../api/jobs.ts'
import { metricCatalogueQuery } from '../../api/metric-catalogue.ts'
import { sparklinesQuery } from '../../api/overview.ts'
import { queryClient } from '../../api/query-client.ts'
import { chooseMetrics } from './choose-metrics.ts'
import { readChosenMetrics } from './chosen-metrics.ts'

/** Asks for what Home shows first, before its parts are there to ask for it one after the other. Faults are told by those parts. */
export function loadHome(): void {
  void queryClient.prefetchQuery(connectionsQuery)
  void queryClient.prefetchQuery(latestJobsQuery)
  void queryClient.prefetchQuery(demoQuery)
  void loadSparklines().catch(() => {})
}

async function loadSparklines(): Promise<void> {
  const candidates = readChosenMetrics() ?? chooseMetrics(await queryClient.fetchQuery(metricCatalogueQuery))
  if (candidates.length > 0) await queryClient.prefetchQuery(sparklinesQuery(candidates))
}
