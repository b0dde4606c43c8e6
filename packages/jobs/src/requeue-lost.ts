import type { Database } from '@tributary/database'
import { listLostJobs } from './job-list-store.ts'
import type { JobQueue } from './queue/job-queue.ts'
import type { JobsTables } from './tables.ts'

/** Longer than detecting a dead worker takes: until then the queue holds the job. */
const QUIET_SECONDS = 60

/**
 * Requeues open jobs without a queue entry. A job's row and its entry are written together, so this is a fallback,
 * for example for a queue that was emptied by hand. Resolves to their number.
 */
export async function requeueLost(database: Database, queue: JobQueue): Promise<number> {
  const lost = await listLostJobs(database.tables<JobsTables>(), QUIET_SECONDS)
  for (const job of lost) await queue.enqueue(job)
  return lost.length
}
