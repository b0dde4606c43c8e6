import type { Database } from '@tributary/database'
import { listLostJobs } from './job-list-store.ts'
import type { JobQueue } from './queue/job-queue.ts'
import type { JobsTables } from './tables.ts'

/** Longer than a worker's death takes to be noticed: until then the queue holds the job in its own way. */
const QUIET_SECONDS = 60

/**
 * Queues again what should move and is in no queue. A job's row and its entry are written together, so this should
 * find nothing; it is the second net, for a queue that was emptied by hand. Resolves to how many there were.
 */
export async function requeueLost(database: Database, queue: JobQueue): Promise<number> {
  const lost = await listLostJobs(database.tables<JobsTables>(), QUIET_SECONDS)
  for (const job of lost) await queue.enqueue(job)
  return lost.length
}
