import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { jobsListJobs } from '@tributary/client'
import { client } from '../../api/client.ts'
import type { JobsSearch } from './jobs-search.ts'

/** As many as wait or run at a time are shown on top; more of them are found by the filter. */
const MOST_OPEN = 50

/** What waits or runs, which may be further down in the list by age. */
export const openJobsQuery = (search: JobsSearch) =>
  queryOptions({
    queryKey: ['jobs', 'open', search],
    enabled: search.status === undefined,
    queryFn: async ({ signal }) => {
      const read = async (status: 'queued' | 'running') =>
        (await jobsListJobs({ client, query: { ...search, status, limit: MOST_OPEN }, signal })).data.items
      return (await Promise.all([read('running'), read('queued')])).flat()
    },
  })

/** The jobs that fit the filters, the newest first, page by page. */
export const jobsQuery = (search: JobsSearch) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'list', search],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      (
        await jobsListJobs({
          client,
          query: { ...search, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
          signal,
        })
      ).data,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
