import { queryOptions } from '@tanstack/react-query'
import { metricsListMetrics } from '@tributary/client'
import { client } from './client.ts'

/** All metrics, those of integrations and those of the person's templates. */
export const metricCatalogueQuery = queryOptions({
  queryKey: ['metrics', 'catalogue'],
  queryFn: async ({ signal }) => (await metricsListMetrics({ client, signal })).data.items,
})
