import { queryOptions } from '@tanstack/react-query'
import { connectionsGetConnection, jobsListJobs, metricsGetCoverageCalendar } from '@tributary/client'
import { client } from './client.ts'

const SHOWN_JOBS = 20
const MOST_WAITING = 100

/** One connection of the person. */
export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id],
    queryFn: async ({ signal }) => (await connectionsGetConnection({ client, path: { id }, signal })).data,
  })

/** The latest jobs of a connection, the newest first. */
export const connectionJobsQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['jobs', 'of-connection', connectionId],
    queryFn: async ({ signal }) =>
      (await jobsListJobs({ client, query: { connectionId, limit: SHOWN_JOBS }, signal })).data.items,
  })

/** All jobs of the person that wait: for a provider that refuses requests, or for a worker. */
export const waitingJobsQuery = queryOptions({
  queryKey: ['jobs', 'waiting'],
  queryFn: async ({ signal }) =>
    (await jobsListJobs({ client, query: { status: 'queued', limit: MOST_WAITING }, signal })).data.items,
})

/** The state of each day of each stream of a connection, between two local dates. */
export const coverageCalendarQuery = (connectionId: string, range: { from: string; to: string }) =>
  queryOptions({
    queryKey: ['coverage', 'calendar', connectionId, range.from, range.to],
    queryFn: async ({ signal }) =>
      (await metricsGetCoverageCalendar({ client, query: { connectionId, ...range }, signal })).data,
  })
