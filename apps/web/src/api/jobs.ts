import { queryOptions } from '@tanstack/react-query'
import { jobsGetJob, jobsListJobs } from '@tributary/client'
import { client } from './client.ts'

const LATEST_JOBS = 30
const SHOWN_JOBS = 20
const MOST_WAITING = 100

/** One job. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['jobs', 'one', id],
    queryFn: async ({ signal }) => (await jobsGetJob({ client, path: { id }, signal })).data,
  })

/** The last jobs of the person, the newest first. */
export const latestJobsQuery = queryOptions({
  queryKey: ['jobs', 'latest'],
  queryFn: async ({ signal }) =>
    (await jobsListJobs({ client, query: { limit: LATEST_JOBS }, signal })).data.items,
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
