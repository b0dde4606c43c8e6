import { queryOptions } from '@tanstack/react-query'
import { metricsGetRetention } from '@tributary/client'
import { client } from './client.ts'

/** How far back single measurements are kept. Among the settings: those of metrics decide it. */
export const measurementRetentionQuery = queryOptions({
  queryKey: ['settings', 'measurement-retention'],
  queryFn: async ({ signal }) => (await metricsGetRetention({ client, signal })).data,
})
