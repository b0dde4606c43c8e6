import type { JobsImportJob } from '@tributary/client'

const RANK = { running: 0, queued: 1, succeeded: 2, partial: 2, failed: 2, cancelled: 2 } as const

/** The running ones first, then those that wait, then the newest; each job once, as it was read last. */
export function orderJobs(jobs: readonly JobsImportJob[]): readonly JobsImportJob[] {
  const byId = new Map(jobs.map((job) => [job.id, job]))
  return [...byId.values()].toSorted(
    (a, b) => RANK[a.status] - RANK[b.status] || b.createdAt.localeCompare(a.createdAt),
  )
}
