import { queryOptions } from '@tanstack/react-query'
import {
  connectionsListConnections,
  jobsListJobs,
  libraryGetTimeline,
  metricsGetSparklines,
  metricsListMetrics,
} from '@tributary/client'
import { client } from './client.ts'

const MOST_METRICS = 50
const SPARKLINE_DAYS = 30
const LATEST_JOBS = 30

/** All connections of the person. */
export const connectionsQuery = queryOptions({
  queryKey: ['connections', 'all'],
  queryFn: async ({ signal }) => (await connectionsListConnections({ client, signal })).data.items,
})

/** The last jobs of the person, the newest first. */
export const latestJobsQuery = queryOptions({
  queryKey: ['jobs', 'latest'],
  queryFn: async ({ signal }) =>
    (await jobsListJobs({ client, query: { limit: LATEST_JOBS }, signal })).data.items,
})

/** All metrics that there are. */
export const allMetricsQuery = queryOptions({
  queryKey: ['metrics', 'all'],
  queryFn: async ({ signal }) => (await metricsListMetrics({ client, signal })).data.items,
})

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

/** How many items each day has, since a local date. */
export function itemsPerDayQuery(from: string, timeZone: string) {
  return queryOptions({
    queryKey: ['library', 'per-day', from, timeZone],
    queryFn: async ({ signal }) =>
      (await libraryGetTimeline({ client, query: { per: 'day', from, timeZone }, signal })).data,
  })
}
