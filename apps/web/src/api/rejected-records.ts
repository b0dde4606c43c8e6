import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { jobsListRejectedRecords, jobsRetryRejectedRecords } from '@tributary/client'
import { client } from './client.ts'
import { jobQuery } from './jobs.ts'

/** What a job could not write, with the reasons, page by page. */
export const rejectedRecordsQuery = (jobId: string) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'rejected', jobId],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      (
        await jobsListRejectedRecords({
          client,
          path: { id: jobId },
          query: pageParam === undefined ? {} : { cursor: pageParam },
          signal,
        })
      ).data,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })

/** Tries to write the rejected records of a job once more. */
export function useRetryRejectedRecords(jobId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async () => (await jobsRetryRejectedRecords({ client, path: { id: jobId } })).data,
    onSuccess: ({ job }) => {
      queryClient.setQueryData(jobQuery(jobId).queryKey, job)
      return queryClient.invalidateQueries({ queryKey: ['jobs'] })
    },
  })
}
