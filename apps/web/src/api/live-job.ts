import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JobsImportJob, jobsFollowJob } from '@tributary/client'
import { useEffect } from 'react'
import { client } from './client.ts'
import { jobQuery } from './jobs.ts'

/** Whether a job waits or runs. */
export function isOpen({ status }: Pick<JobsImportJob, 'status'>): boolean {
  return status === 'queued' || status === 'running'
}

/** A job, followed by its events until it ends. */
export function useLiveJob(id: string): UseQueryResult<JobsImportJob> {
  const queryClient = useQueryClient()
  const query = useQuery(jobQuery(id))
  const follows = query.data !== undefined && isOpen(query.data)
  useEffect(() => {
    if (!follows) return
    const controller = new AbortController()
    void follow(controller.signal)
    return () => controller.abort()

    async function follow(signal: AbortSignal): Promise<void> {
      try {
        for await (const job of jobsFollowJob({ client, path: { id }, signal }))
          queryClient.setQueryData(jobQuery(id).queryKey, job)
        await queryClient.invalidateQueries({ queryKey: ['imports'] })
      } catch {
        // Too many streams are open: the feed of changes still tells that the job has ended.
      }
    }
  }, [follows, id, queryClient])
  return query
}
