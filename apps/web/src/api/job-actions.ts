import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { type JobsImportJob, jobsCancelJob, jobsRetryJob } from '@tributary/client'
import { client } from './client.ts'
import { jobQuery } from './jobs.ts'

/** Cancels a job that waits or runs. */
export function useCancelJob(id: string): UseMutationResult<JobsImportJob, Error, void> {
  return useJobAction(async () => (await jobsCancelJob({ client, path: { id } })).data)
}

/** Runs a job again that ended without being complete. */
export function useRetryJob(id: string): UseMutationResult<JobsImportJob, Error, void> {
  return useJobAction(async () => (await jobsRetryJob({ client, path: { id } })).data)
}

function useJobAction(act: () => Promise<JobsImportJob>): UseMutationResult<JobsImportJob, Error, void> {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (changed) => {
      queryClient.setQueryData(jobQuery(changed.id).queryKey, changed)
      return queryClient.invalidateQueries({ queryKey: ['jobs'] })
    },
  })
}
