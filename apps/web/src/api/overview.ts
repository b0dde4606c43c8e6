import { queryOptions } from '@tanstack/react-query'
import { libraryGetTimeline, libraryListItems, metricsGetSparklines } from '@tributary/client'
import { client } from './client.ts'

const MOST_METRICS = 50
const SPARKLINE_DAYS = 30

/** The last 30 days of some metrics, at most 50. */
export function sparklinesQuery(metrics: readonly string[]) {
  const metric = metrics.slice(0, MOST_METRICS)
  return queryOptions({
    queryKey: ['values', 'sparklines', metric],
    enabled: metric.length > 0,
    queryFn: async ({ signal }) =>
      (await metricsGetSparklines({ client, query: { metric, days: SPARKLINE_DAYS }, signal })).data
        .sparklines,
  })
}

/** Whether the person's library has anything at all. */
export const hasItemsQuery = queryOptions({
  queryKey: ['library', 'has-items'],
  queryFn: async ({ signal }) =>
    (await libraryListItems({ client, query: { limit: 1 }, signal })).data.items.length > 0,
})

/** How many items each day has, since a local date. */
export function itemsPerDayQuery(from: string, timeZone: string) {
  return queryOptions({
    queryKey: ['library', 'per-day', from, timeZone],
    queryFn: async ({ signal }) =>
      (await libraryGetTimeline({ client, query: { per: 'day', from, timeZone }, signal })).data,
  })
}
